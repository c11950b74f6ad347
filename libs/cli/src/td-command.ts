import type { Readable, Writable } from 'node:stream';
import { type BaseContext, Command, Option } from 'clipanion';
import { escapeControls } from '@task-distributor/band';
import { configText } from './config-text.ts';
import { SettingsFiles } from './files/settings-files.ts';
import { Outputs } from './outputs.ts';
import type { ProgressPlace } from './progress/progress-view.ts';
import type { LineOutput } from './write-line.ts';
import type { CommandSpec } from './settings/command-spec.ts';
import {
  checkSettings,
  type Given,
  type GivenSettings,
  type ResolvedSettings,
  resolveOne,
  resolveSettings,
} from './settings/resolve-settings.ts';
import type { SettingRow } from './settings/setting-row.ts';

export interface TdContext extends BaseContext {
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  /** Aborted by Ctrl-C, SIGTERM, SIGHUP, or when the reader of stdout has gone. */
  signal: AbortSignal;
  operands: readonly string[];
  /** The words after `--` on the command line; null = there was no `--`. */
  afterDashes: readonly string[] | null;
}

/** A command whose options come from the table of settings. */
export abstract class TdCommand extends Command<TdContext> {
  static spec: CommandSpec;

  #resolved: ResolvedSettings | null = null;
  #files = new SettingsFiles();
  #outputs: Outputs | null = null;

  constructor() {
    super();
    const options = [...this.#spec.rows.values()].map((row) => [fieldOf(row), clipanionOption(row)] as const);
    Object.assign(this, Object.fromEntries(options));
  }

  /**
   * The values of the settings, with their sources.
   * @throws UsageError for a wrong or missing value, and for settings that do not fit together
   */
  get resolved(): ResolvedSettings {
    if (this.#resolved === null) {
      const resolved = resolveSettings(this.#spec, this.#given);
      checkSettings(this.#spec, resolved);
      this.#resolved = resolved;
    }
    return this.#resolved;
  }

  /** Whether settings files are to be read. What runs on hosts never reads them. @throws UsageError for a wrong value */
  get readsFiles(): boolean {
    const row = this.#spec.rows.get('config');
    return row !== undefined && resolveOne('config', row, this.#given)[0] === true;
  }

  /** Whether there are settings files. */
  get hasFiles(): boolean {
    return !this.#files.isEmpty;
  }

  /** Takes what is not given otherwise from files. To be called before the settings are used. */
  useFiles(files: SettingsFiles): void {
    this.#files = files;
    if (this.#spec.afterDashes !== null) this.context.afterDashes ??= files.options?.words ?? null;
  }

  /** Every setting, and where it comes from, if that is all that is asked for; otherwise null. @throws UsageError */
  get shownConfig(): string | null {
    const row = this.#spec.rows.get('showConfig');
    if (row === undefined || resolveOne('showConfig', row, this.#given)[0] !== true) return null;
    const resolved = resolveSettings(this.#spec, this.#given);
    return configText(this.#spec, resolved, this.#files, this.context.afterDashes);
  }

  /** For an error about the value of an option: the settings file that the value is from, for the end of the message. */
  originOf({ message }: Error): string {
    const [option] = /^--?[a-z-]+/i.exec(message) ?? [];
    const [setting] = [...this.#spec.rows].find(([, { options }]) => options.includes(option ?? '')) ?? [];
    if (setting === undefined || this.#resolved?.sources[setting] !== 'file') return '';
    const { path, key } = this.#files.valueOf(setting)!;
    return ` (from ${path}: ${key})`;
  }

  /** Writes one line to stderr: `td-dispatch: pi111 rows 151-300: ...`. */
  protected warn(message: string): void {
    this.outputs.warn(`${this.#spec.name}: ${escapeControls(message)}\n`);
  }

  /** stdout and stderr. */
  protected get outputs(): Outputs {
    return (this.#outputs ??= new Outputs(this.context));
  }

  /** stdout for records, which do not mix with what is shown of the job. */
  protected get records(): LineOutput {
    const { stdout, signal } = this.context;
    return { stdout, signal, makeRoom: () => this.outputs.makeRoom() };
  }

  /** Where the command shows its job. */
  protected get place(): ProgressPlace {
    const env = this.context.env as NodeJS.ProcessEnv;
    return { outputs: this.outputs, env, warn: (line) => this.warn(line) };
  }

  get #given(): GivenSettings {
    const { rows } = this.#spec;
    const fields = this as unknown as Record<string, Given>;
    return {
      given: (setting) => fields[fieldOf(rows.get(setting)!)],
      env: this.context.env as NodeJS.ProcessEnv,
      files: this.#files,
    };
  }

  get #spec(): CommandSpec {
    return (this.constructor as typeof TdCommand).spec;
  }
}

/** Name of the field for an option. clipanion reads options from fields; no other field can have such a name. */
function fieldOf({ options }: SettingRow): string {
  return options[0];
}

function clipanionOption({ options, type }: SettingRow): unknown {
  const names = options.join(',');
  if (type === 'flag') return Option.Boolean(names);
  if (type === 'texts') return Option.Array(names);
  return type === 'counter' ? Option.Counter(names) : Option.String(names);
}

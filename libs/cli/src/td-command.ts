import type { Readable, Writable } from 'node:stream';
import { type BaseContext, Command, Option } from 'clipanion';
import { escapeControls } from '@task-distributor/band';
import type { CommandSpec } from './settings/command-spec.ts';
import { type Given, type ResolvedSettings, resolveSettings } from './settings/resolve-settings.ts';
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

  constructor() {
    super();
    const options = [...this.#spec.rows.values()].map((row) => [keyOf(row), clipanionOption(row)] as const);
    Object.assign(this, Object.fromEntries(options));
  }

  /**
   * The values of the settings, with their sources.
   * @throws UsageError for a wrong or missing value, and for settings that do not fit together
   */
  get resolved(): ResolvedSettings {
    const given = this as unknown as Record<string, Given>;
    const { rows } = this.#spec;
    this.#resolved ??= resolveSettings(
      this.#spec,
      (setting) => given[keyOf(rows.get(setting)!)],
      this.context.env as NodeJS.ProcessEnv,
    );
    return this.#resolved;
  }

  /** Writes one line to stderr: `td-dispatch: pi111 rows 151-300: ...`. */
  protected warn(message: string): void {
    this.context.stderr.write(`${this.#spec.name}: ${escapeControls(message)}\n`);
  }

  get #spec(): CommandSpec {
    return (this.constructor as typeof TdCommand).spec;
  }
}

/** Name of the field for an option. clipanion reads options from fields; no other field can have such a name. */
function keyOf({ options }: SettingRow): string {
  return options[0];
}

function clipanionOption({ options, type }: SettingRow): unknown {
  const names = options.join(',');
  if (type === 'flag') return Option.Boolean(names);
  if (type === 'texts') return Option.Array(names);
  return type === 'counter' ? Option.Counter(names) : Option.String(names);
}

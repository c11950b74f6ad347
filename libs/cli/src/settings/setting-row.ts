import type { CommandName } from './commands.ts';
import type { SettingType, SettingValue } from './setting-types.ts';

/** What Tab completes a word with. `scenes` are files, those whose names end in .pov first. */
export type Completes = 'files' | 'scenes' | 'folders' | 'hosts' | 'list of hosts' | 'nothing';

/** Facts about a setting in one command. Texts may contain backticks, which only the command's page shows. */
// eslint-disable-next-line local/max-fields -- the columns of one flat table
export interface SettingFacts {
  /** One or two sentences. */
  readonly help: string;
  /** Further text for the command's page, in Markdown. */
  readonly details?: string;
  /** Name of the value in the help: `SECONDS`. A flag has none. */
  readonly value?: string;
  /** Name of the value in messages: `columns`, `a folder`. */
  readonly noun?: string;
  /** What Tab completes its value with; missing = what the type says, and files for a text. */
  readonly completes?: Completes;
  /** null or missing = not set. */
  readonly default?: SettingValue;
  /** Describes what happens by default, if the default itself does not. */
  readonly defaultText?: string;
  /** The environment variable for the option; null or missing = none. */
  readonly env?: `TD_${string}` | null;
  readonly required?: boolean;
  /** It is given alone: then no other setting is required. */
  readonly alone?: boolean;
  /** It is given with the others of its kind, instead of the operands. */
  readonly instead?: boolean;
  /** The flag of the same command that must be given together with this setting. */
  readonly goesWith?: string;
  /** The flags of the same command: without any of them, this setting has no effect. */
  readonly needs?: readonly string[];
  /** The setting of the same command that cannot be given together with this one. */
  readonly excludes?: string;
  /** Its name in a settings file; null = it cannot be there. Missing = its long option, without the dashes. */
  readonly key?: string | null;
}

/** A row of the table: a setting with its type, its option, and the commands that have it. */
// eslint-disable-next-line local/max-fields -- the columns of one flat table
export interface SettingRow extends SettingFacts {
  /** Names of the option: `-x`, `--timeout`. Messages and synopses use the first one. */
  readonly options: readonly [string, ...string[]];
  readonly type: SettingType;
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
  /** Other words that users try for it, for messages. */
  readonly synonyms?: readonly string[];
  /** POV-Ray's switch for it, for messages. */
  readonly rendererSwitch?: 'I' | 'O' | 'W' | 'H';
  /** Why it takes no value, where users expect that it takes one, for messages. */
  readonly takesNone?: string;
  /** How an operand ends that is probably meant for it, for messages. */
  readonly ending?: string;
  /** What its text is, if it names a file of the master: in a settings file, a path is relative to the file's folder. */
  readonly names?: 'input' | 'output' | 'hosts';
  /** A file's value counts only if the value of this setting comes from the same file. */
  readonly belongsTo?: string;
  /** The commands that have the setting, with what is different there. */
  readonly commands: Readonly<Partial<Record<CommandName, Partial<SettingFacts>>>>;
}

/** The option without its value; for a flag that is on by default, the one that turns it off. */
export function switchOf({ type, options, default: value }: SettingRow): string {
  return type === 'flag' && value === true ? options[0].replace(/^--/, '--no-') : options[0];
}

export type SettingRows = Readonly<Record<string, SettingRow>>;

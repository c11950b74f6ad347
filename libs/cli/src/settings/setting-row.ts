import type { CommandName } from './commands.ts';
import type { SettingType, SettingValue } from './setting-types.ts';

/** What a setting is in one command. Texts may have backticks, which only the command's page shows. */
export interface SettingFacts {
  /** One plain sentence, or two. */
  readonly help: string;
  /** What only the command's page adds, in Markdown. */
  readonly details?: string;
  /** What help calls the value: `SECONDS`. A flag has none. */
  readonly value?: string;
  /** What messages call the value: `columns`, `a folder`. */
  readonly noun?: string;
  /** null, or none = not set. */
  readonly default?: SettingValue;
  /** What happens by default, where the default does not say it. */
  readonly defaultText?: string;
  /** The environment variable that stands for the option; null, or none = there is none. */
  readonly env?: `TD_${string}` | null;
  readonly required?: boolean;
  /** The flag of the same command without which this setting means nothing, and which needs it. */
  readonly goesWith?: string;
  /** The setting of the same command that cannot be given together with this one. */
  readonly excludes?: string;
}

/** A row of the table: a setting with its type, its option, and the commands that have it. */
export interface SettingRow extends SettingFacts {
  /** Names of the option: `-x`, `--timeout`. The first is the one that messages and synopses use. */
  readonly options: readonly [string, ...string[]];
  readonly type: SettingType;
  /** The values of a `choice`. */
  readonly choices?: readonly string[];
  /** The commands that have it, and what is different there. */
  readonly commands: Readonly<Partial<Record<CommandName, Partial<SettingFacts>>>>;
}

export type SettingRows = Readonly<Record<string, SettingRow>>;

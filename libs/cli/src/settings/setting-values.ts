import type { CommandName } from './commands.ts';
import type { SettingValuesByType } from './setting-types.ts';
import type { SettingName, settings } from './table.ts';

/** The values of all settings of a command; null = not set. */
export type SettingValues<Command extends CommandName> = {
  readonly [Name in SettingOf<Command>]: IsAlwaysSet<Name, Command> extends true
    ? ValueOf<Name>
    : ValueOf<Name> | null;
};

/** Names of a command's settings. */
export type SettingOf<Command extends CommandName> = {
  [Name in SettingName]: Command extends keyof Table[Name]['commands'] ? Name : never;
}[SettingName];

/** Where a value comes from. `file` = a settings file; `implied` = td-master has derived it from its other settings. */
export type Source = 'command line' | 'environment' | 'file' | 'implied' | 'default';

/** The values of a command's settings, with their sources. */
export interface Settings<Command extends CommandName> {
  readonly values: SettingValues<Command>;
  readonly sources: Readonly<Record<SettingOf<Command>, Source>>;
}

type Table = typeof settings;

type ValueOf<Name extends SettingName> = Table[Name] extends { choices: readonly (infer Choice)[] }
  ? Choice
  : SettingValuesByType[Table[Name]['type']];

type IsAlwaysSet<Name extends SettingName, Command extends CommandName> = Table[Name] extends
  { type: 'flag' | 'counter' } | { default: unknown } | { required: true }
  ? true
  : Table[Name]['commands'] extends Record<Command, { required: true } | { default: string | number }>
    ? true
    : false;

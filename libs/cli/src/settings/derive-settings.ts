import { commandSpec } from './command-spec.ts';
import type { CommandName } from './commands.ts';
import { defaultValue, type ResolvedSettings } from './resolve-settings.ts';
import type { SettingValue } from './setting-types.ts';
import type { Settings, SettingValues, Source } from './setting-values.ts';

/**
 * The settings of a command that does part of the work of another command. Settings that both have are copied with their
 * sources; all others have their defaults.
 * @param implied values that the other command sets itself
 */
export function deriveSettings<Command extends CommandName>(
  command: Command,
  from: ResolvedSettings,
  implied: Partial<SettingValues<Command>>,
): Settings<Command> {
  const values: Record<string, SettingValue> = {};
  const sources: Record<string, Source> = {};
  const given = implied as Readonly<Record<string, SettingValue | undefined>>;
  for (const [setting, row] of commandSpec(command).rows) {
    const value = given[setting];
    if (value !== undefined) [values[setting], sources[setting]] = [value, 'implied'];
    else if (setting in from.values) {
      [values[setting], sources[setting]] = [from.values[setting]!, from.sources[setting]!];
    } else [values[setting], sources[setting]] = [defaultValue(row), 'default'];
  }
  return { values, sources } as unknown as Settings<Command>;
}

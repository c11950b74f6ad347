import type { SettingValues, Settings } from './settings/setting-values.ts';
import { commandSpec } from './settings/command-spec.ts';
import type { CommandName } from './settings/commands.ts';
import { TdCommand } from './td-command.ts';

/** Makes the base class of a command: its options, and their typed values, come from the table of settings. */
export function settingsCommand<Name extends CommandName>(name: Name) {
  abstract class SettingsCommand extends TdCommand {
    static override spec = commandSpec(name);

    /** @throws UsageError for a value that is wrong, one that is missing, and for settings that do not go together */
    get settings(): SettingValues<Name> {
      return this.allSettings.values;
    }

    /** The values with their sources. @throws UsageError, as `settings` */
    get allSettings(): Settings<Name> {
      return this.resolved as unknown as Settings<Name>;
    }
  }
  return SettingsCommand;
}

import type { SettingValues, Settings } from './settings/setting-values.ts';
import { commandSpec } from './settings/command-spec.ts';
import type { CommandName } from './settings/commands.ts';
import { TdCommand } from './td-command.ts';

/** Creates the base class of a command. Its options and their types come from the table of settings. */
export function settingsCommand<Name extends CommandName>(name: Name) {
  abstract class SettingsCommand extends TdCommand {
    static override spec = commandSpec(name);

    /** @throws UsageError for a wrong or missing value, and for settings that do not fit together */
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

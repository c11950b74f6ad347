import { type CommandName, commands, type CommandWords } from './commands.ts';
import type { SettingRow } from './setting-row.ts';
import { settings } from './table.ts';

/** The words that a command accepts, and its rows of the table. */
export interface CommandSpec extends CommandWords {
  readonly name: string;
  /** By name of the setting, in the order of the table, with the changes for this command. */
  readonly rows: ReadonlyMap<string, SettingRow>;
}

export function commandSpec(name: CommandName): CommandSpec {
  const rows = new Map<string, SettingRow>();
  for (const [setting, row] of Object.entries<SettingRow>(settings)) {
    const here = row.commands[name];
    if (here !== undefined) rows.set(setting, { ...row, ...here });
  }
  return { name, rows, ...commands[name] };
}

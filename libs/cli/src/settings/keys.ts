import { type SettingRow, switchOf } from './setting-row.ts';
import { settings } from './table.ts';

/** A setting that a settings file can have. */
export interface KeyedSetting {
  readonly setting: string;
  readonly row: SettingRow;
}

/** Name of a setting in a settings file; null = it cannot be there. */
export function keyOf({ key, options }: Pick<SettingRow, 'key' | 'options'>): string | null {
  if (key !== undefined) return key;
  return options.find((option) => option.startsWith('--'))?.slice(2) ?? null;
}

/** The settings that a file can have, by key, in the order of the table. */
export function keyedSettings(): ReadonlyMap<string, KeyedSetting> {
  const keyed = new Map<string, KeyedSetting>();
  for (const [setting, row] of Object.entries<SettingRow>(settings)) {
    const key = keyOf(row);
    if (key !== null && hasReader(row)) keyed.set(key, { setting, row });
  }
  return keyed;
}

/** Why a setting cannot be in a file, by its name on the command line and in the table; only of those that cannot. */
export function refusals(): ReadonlyMap<string, string> {
  const reasons = new Map<string, string>();
  for (const [setting, row] of Object.entries<SettingRow>(settings)) {
    if (keyOf(row) !== null && hasReader(row)) continue;
    const reason = hasReader(row)
      ? `it is only for the command line: ${switchOf(row)}`
      : `it is only for ${Object.keys(row.commands).join(', ')}, and hosts read no settings files`;
    for (const name of [setting, ...row.options.map((option) => option.replace(/^--?/, ''))]) {
      reasons.set(name, reason);
    }
  }
  return reasons;
}

/** Whether a command that reads settings files has the setting. */
function hasReader({ commands }: SettingRow): boolean {
  return Object.keys(commands).some((name) => name in settings.config.commands);
}

import { type CommandName } from './commands.ts';
import { commandSpec } from './command-spec.ts';
import { defaultValue, type ResolvedSettings } from './resolve-settings.ts';
import type { SettingRow } from './setting-row.ts';
import { formatSetting, type SettingValue } from './setting-types.ts';

/**
 * The options that give a command these settings. Omits only values that are and come from defaults, so that no environment
 * variable can change the others.
 */
export function wordsOf(command: CommandName, { values, sources }: ResolvedSettings): string[] {
  return [...commandSpec(command).rows].flatMap(([setting, row]) => {
    const value = values[setting] ?? null;
    const isDefault = sources[setting] === 'default' && value === defaultValue(row);
    return isDefault || value === null ? [] : wordsFor(row, value);
  });
}

function wordsFor(row: SettingRow, value: Exclude<SettingValue, null>): string[] {
  const { options, type } = row;
  if (type === 'texts') {
    return (value as readonly string[]).flatMap((text) => wordsFor({ ...row, type: 'text' }, text));
  }
  const [name] = options;
  if (type === 'flag') return [value === true ? name : negated(options)];
  if (type === 'counter') return value === 0 ? [] : [`-${name.slice(1).repeat(Number(value))}`];
  const word = formatSetting(type, value);
  if (word === '-' || !word.startsWith('-')) return [name, word];
  return [name.startsWith('--') ? `${name}=${word}` : name + word];
}

function negated(options: readonly string[]): string {
  return `--no-${options.find((option) => option.startsWith('--'))!.slice(2)}`;
}

import { UsageError } from 'clipanion';
import type { CommandSpec } from './command-spec.ts';
import type { SettingRow } from './setting-row.ts';
import { parseSetting, type SettingValue } from './setting-types.ts';
import type { Source } from './setting-values.ts';

/** The value of a setting on the command line: the last word, all words, the state of a flag, or the count of a counter. */
export type Given = string | readonly string[] | boolean | number | undefined;

/** Like Settings, for a command of any table. */
export interface ResolvedSettings {
  readonly values: Readonly<Record<string, SettingValue>>;
  readonly sources: Readonly<Record<string, Source>>;
}

/**
 * The values of all settings of a command, from the command line, else from the environment, else from the defaults. An empty
 * variable counts as not set.
 * @throws UsageError for a wrong or missing value, and for settings that do not fit together
 */
export function resolveSettings(
  { rows }: CommandSpec,
  given: (setting: string) => Given,
  env: NodeJS.ProcessEnv,
): ResolvedSettings {
  const values: Record<string, SettingValue> = {};
  const sources: Record<string, Source> = {};
  for (const [setting, row] of rows) {
    [values[setting], sources[setting]] = resolveOne(row, given(setting), env);
    if (row.required && values[setting] === null) throw new UsageError(`Expected ${describe(row)}, got none`);
  }
  for (const [setting, row] of rows) checkTogether(rows, setting, row, values);
  return { values, sources };
}

/** An option as in the synopsis: `-y HEIGHT`. */
export function describe({ options, value }: SettingRow): string {
  return value === undefined ? options[0] : `${options[0]} ${value}`;
}

/** The default of a row; null = not set. */
export function defaultValue({ type, default: value }: SettingRow): SettingValue {
  if (value !== undefined) return value;
  if (type === 'flag') return false;
  return type === 'counter' ? 0 : null;
}

function resolveOne(row: SettingRow, given: Given, env: NodeJS.ProcessEnv): [SettingValue, Source] {
  if (typeof given === 'string') return [parse(row, row.options[0], given), 'command line'];
  if (given instanceof Array) {
    return [given.flatMap((text) => parse(row, row.options[0], text) as string[]), 'command line'];
  }
  if (given !== undefined) return [given, 'command line'];
  const text = row.env ? env[row.env] : undefined;
  if (text) return [parse(row, row.env!, text), 'environment'];
  return [defaultValue(row), 'default'];
}

function parse(row: SettingRow, name: string, text: string): SettingValue {
  const parsed = parseSetting(row, text);
  if ('value' in parsed) return parsed.value;
  const got = text.length > 100 ? `${text.length} characters` : `"${text}"`;
  throw new UsageError(`${name}: Expected ${parsed.expected}, got ${got}`);
}

function checkTogether(
  rows: CommandSpec['rows'],
  setting: string,
  { goesWith, excludes, ...row }: SettingRow,
  values: Readonly<Record<string, SettingValue>>,
): void {
  const isSet = (name: string) => Boolean(values[name]);
  if (goesWith !== undefined && isSet(setting) !== isSet(goesWith)) {
    throw new UsageError(`Expected ${describe(rows.get(goesWith)!)} and ${describe(row)} together, got one`);
  }
  if (excludes !== undefined && isSet(setting) && isSet(excludes)) {
    throw new UsageError(`Expected ${describe(rows.get(excludes)!)} or ${describe(row)}, got both`);
  }
}

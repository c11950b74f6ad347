import { UsageError } from 'clipanion';
import { InputError } from '@task-distributor/band';
import { expandSets } from '../files/host-sets.ts';
import type { SettingsFiles } from '../files/settings-files.ts';
import type { CommandSpec } from './command-spec.ts';
import { keyOf } from './keys.ts';
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

/** Where values can come from, the one that wins first; then come the defaults. */
export interface GivenSettings {
  readonly given: (setting: string) => Given;
  /** An empty variable counts as not set. */
  readonly env: NodeJS.ProcessEnv;
  readonly files: SettingsFiles;
}

/**
 * The values of all settings of a command.
 * @throws UsageError for a wrong value
 */
export function resolveSettings({ rows }: CommandSpec, from: GivenSettings): ResolvedSettings {
  const values: Record<string, SettingValue> = {};
  const sources: Record<string, Source> = {};
  for (const [setting, row] of rows) {
    const [value, source] = resolveOne(setting, row, from);
    const isList = row.names === 'hosts' && typeof value === 'string';
    const fail = (problem: string): Error => errorAbout(setting, row, source, from.files, problem);
    values[setting] = isList ? expandSets(value, from.files.sets, fail) : value;
    sources[setting] = source;
  }
  const yielding = [...rows].filter(([setting]) => yields(setting, rows, from.files, { values, sources }));
  for (const [setting, row] of yielding) [values[setting], sources[setting]] = [defaultValue(row), 'default'];
  return { values, sources };
}

/** @throws UsageError for a missing value, and for settings that do not fit together */
export function checkSettings({ rows }: CommandSpec, { values, sources }: ResolvedSettings): void {
  const isAlone = [...rows].some(([setting, row]) => row.alone && sources[setting] !== 'default');
  for (const [setting, row] of rows) {
    if (row.required && values[setting] === null && !isAlone)
      throw new UsageError(`Expected ${describe(row)}, got none`);
  }
  for (const [setting, row] of rows) checkTogether(rows, setting, row, values);
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

/** Whether a value from a file gives way to others: what it belongs to, or what excludes it, is not from that file. */
function yields(
  setting: string,
  rows: CommandSpec['rows'],
  files: SettingsFiles,
  { values, sources }: ResolvedSettings,
): boolean {
  if (sources[setting] !== 'file') return false;
  const { belongsTo } = rows.get(setting)!;
  const isExcluded = [...rows].some(
    ([other, { excludes }]) => excludes === setting && Boolean(values[other]),
  );
  if (belongsTo === undefined || isExcluded) return isExcluded;
  return sources[belongsTo] !== 'file' || files.valueOf(belongsTo)!.path !== files.valueOf(setting)!.path;
}

/** The value of one setting, and where it comes from. */
export function resolveOne(
  setting: string,
  row: SettingRow,
  { given: givenOf, env, files }: GivenSettings,
): [SettingValue, Source] {
  const given = givenOf(setting);
  if (typeof given === 'string') return [parse(row, row.options[0], given), 'command line'];
  if (given instanceof Array) {
    return [given.flatMap((text) => parse(row, row.options[0], text) as string[]), 'command line'];
  }
  if (given !== undefined) return [given, 'command line'];
  const text = row.env ? env[row.env] : undefined;
  if (text) return [parse(row, row.env!, text), 'environment'];
  const found = keyOf(row) === null ? null : files.valueOf(setting);
  return found === null ? [defaultValue(row), 'default'] : [found.value, 'file'];
}

/** The error about a value, which says where the value is from. */
function errorAbout(
  setting: string,
  { options, env }: SettingRow,
  source: Source,
  files: SettingsFiles,
  problem: string,
): Error {
  const found = source === 'file' ? files.valueOf(setting) : null;
  if (found !== null) return new InputError(`${found.place}: ${found.key}: ${problem}`, { path: found.path });
  return new UsageError(`${source === 'environment' ? env : options[0]}: ${problem}`);
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
  { goesWith, excludes, needs, ...row }: SettingRow,
  values: Readonly<Record<string, SettingValue>>,
): void {
  const isSet = (name: string) => Boolean(values[name]);
  if (goesWith !== undefined && isSet(setting) !== isSet(goesWith)) {
    throw new UsageError(`Expected ${describe(rows.get(goesWith)!)} and ${describe(row)} together, got one`);
  }
  if (needs !== undefined && isSet(setting) && !needs.some(isSet)) {
    const either = needs.map((name) => describe(rows.get(name)!)).join(' or ');
    throw new UsageError(`${describe(row)}: Expected ${either} with it, got none`);
  }
  if (excludes !== undefined && isSet(setting) && isSet(excludes)) {
    throw new UsageError(`Expected ${describe(rows.get(excludes)!)} or ${describe(row)}, got both`);
  }
}

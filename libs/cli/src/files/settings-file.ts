import { InputError } from '@task-distributor/band';
import { nearest } from '../nearest.ts';
import { keyedSettings, refusals } from '../settings/keys.ts';
import type { SettingRow } from '../settings/setting-row.ts';
import type { SettingValue } from '../settings/setting-types.ts';
import { settings } from '../settings/table.ts';
import { describeValue, parseValue } from './file-values.ts';
import type { FoundFile } from './find-file.ts';
import { type HostSet, setsIn } from './host-sets.ts';
import { isTable, lineOf, parseFile } from './parse-file.ts';

/** A value from a settings file. */
export interface FileValue {
  readonly value: SettingValue;
  readonly path: string;
  readonly key: string;
  /** The file and, if it is known, the line. */
  readonly place: string;
}

/** What a settings file says, checked. */
export interface SettingsFile {
  readonly path: string;
  /** By name of the setting. */
  readonly values: ReadonlyMap<string, FileValue>;
  /** The renderer's; null = not given. */
  readonly options: readonly string[] | null;
  readonly sets: ReadonlyMap<string, HostSet>;
}

/** @throws InputError that names file, line and key, for a key that is unknown or refused, and for a wrong value */
export async function readSettingsFile(file: FoundFile): Promise<SettingsFile> {
  const content = await parseFile(file.path, file.text);
  const keyed = keyedSettings();
  const values = new Map<string, FileValue>();
  for (const [key, value] of Object.entries(content)) {
    if (key === 'options' || key === 'sets') continue;
    const known = keyed.get(key);
    if (known === undefined) throw unknownKey(file, key, [...keyed.keys()]);
    const place = placeOf(file, key);
    values.set(known.setting, { value: checked(file, key, known.row, value), path: file.path, key, place });
  }
  return {
    path: file.path,
    values,
    options: 'options' in content ? optionsOf(file, content['options']) : null,
    sets: 'sets' in content ? setsOf(file, content['sets']) : new Map(),
  };
}

function checked(file: FoundFile, key: string, row: SettingRow, value: unknown): SettingValue {
  const parsed = parseValue(row, value, file.folder);
  if ('value' in parsed) return parsed.value;
  throw wrong(file, key, `Expected ${parsed.expected}, got ${describeValue(value)}`);
}

function optionsOf(file: FoundFile, value: unknown): string[] {
  const list: unknown[] = value instanceof Array ? value : [value];
  if (list.every((word) => typeof word === 'string' && word !== '')) return list as string[];
  throw wrong(file, 'options', `Expected a list of the renderer's options, got ${describeValue(value)}`);
}

function setsOf(file: FoundFile, value: unknown): ReadonlyMap<string, HostSet> {
  if (!isTable(value))
    throw wrong(file, 'sets', `Expected names with lists of hosts, got ${describeValue(value)}`);
  const keyed = keyedSettings();
  return new Map(
    Object.entries(value).map(([name, hosts]) => {
      // In TOML, whatever follows [sets] belongs to it.
      if (keyed.has(name)) {
        throw wrong(file, name, 'it is a setting, and cannot name a set: put it above [sets]');
      }
      if (!/^[\w.-]+$/.test(name)) {
        throw wrong(file, name, 'Expected a name of letters, digits, dashes, dots and underscores');
      }
      const list = checked(file, name, settings.hosts, hosts) as string;
      const [inner] = setsIn(list);
      if (inner !== undefined) {
        throw wrong(
          file,
          name,
          `a set of hosts cannot hold another set, and it has ${inner}: name its hosts`,
        );
      }
      return [name, { hosts: list, origin: `${file.path}: sets.${name}` }] as const;
    }),
  );
}

function unknownKey(file: FoundFile, key: string, keys: readonly string[]): InputError {
  const refused = refusals().get(key);
  if (refused !== undefined) return wrong(file, key, `it cannot be in a settings file: ${refused}`);
  const near = nearest(key, meaningsOf(keys));
  const meant = near.map((one) => `"${one}"`).join(' or ');
  const hint = meant === '' ? '; --no-config --show-config lists the keys' : `: did you mean ${meant}?`;
  return new InputError(`${placeOf(file, key)}: unknown key "${key}"${hint}`);
}

/** Keys, and other words that mean them. */
function meaningsOf(keys: readonly string[]): ReadonlyMap<string, string> {
  const synonyms = [...keyedSettings()].flatMap(([key, { row }]) =>
    [...row.options.map((option) => option.replace(/^--?/, '')), ...(row.synonyms ?? [])].map(
      (word) => [word, key] as const,
    ),
  );
  const own = [...keys, 'options', 'sets'].map((key) => [key, key] as const);
  return new Map([...synonyms, ...own]);
}

function wrong(file: FoundFile, key: string, problem: string): InputError {
  return new InputError(`${placeOf(file, key)}: ${key}: ${problem}`, { path: file.path });
}

function placeOf({ path, text }: FoundFile, key: string): string {
  const line = lineOf(key, text);
  return line === null ? path : `${path} line ${line}`;
}

import { join } from 'node:path';
import type { SettingRow } from '../settings/setting-row.ts';
import { parseSetting, type SettingValue } from '../settings/setting-types.ts';
import { isFile } from './is-file.ts';
import { isTable } from './parse-file.ts';

/** The value of a setting in a file, or a description of the values that are valid. */
export function parseValue(
  row: SettingRow,
  value: unknown,
  folder: string,
): { readonly value: SettingValue } | { readonly expected: string } {
  if (row.type === 'flag') return typeof value === 'boolean' ? { value } : { expected: 'true or false' };
  const texts = textsOf(row, value);
  const parsed = texts.map((text) => parseSetting(row, text));
  const wrong = parsed.find((one) => 'expected' in one);
  if (wrong !== undefined) return wrong;
  if (row.names === 'output' && folder !== '' && texts.some((text) => !isFixed(text))) {
    return { expected: 'an absolute path, or one that begins with ~/' };
  }
  const values = parsed.map((one) => (one as { value: SettingValue }).value);
  if (row.type === 'texts')
    return { value: values.flatMap((list) => located(row, list as string[], folder)) };
  const [only = null] = values;
  return { value: typeof only === 'string' ? located(row, [only], folder)[0]! : only };
}

/** A value for messages. */
export function describeValue(value: unknown): string {
  if (isTable(value)) return 'a table';
  if (value === null) return 'nothing';
  const text = value instanceof Date ? value.toJSON() : textOf(value);
  return text.length > 100 ? `${text.length} characters` : text;
}

/** JSON, and the numbers that JSON does not have, as TOML writes them. */
function textOf(value: unknown): string {
  if (value instanceof Array) return `[${value.map(textOf).join(',')}]`;
  if (typeof value !== 'number' || Number.isFinite(value)) return JSON.stringify(value);
  return String(value).replace('Infinity', 'inf').replace('NaN', 'nan');
}

/** The words that the options would have; one that cannot be right if it has the wrong type. */
function textsOf({ type, names }: SettingRow, value: unknown): string[] {
  if (typeof value === 'string') return [value];
  const isText = type === 'text' || type === 'texts' || type === 'choice';
  if (typeof value === 'number' && !isText) return [String(value)];
  if (!(value instanceof Array) || value.length === 0) return [''];
  if (type === 'texts' && value.every((item) => typeof item === 'string')) return value;
  if (type === 'weights' && value.every((item) => typeof item === 'number')) return [value.join(',')];
  if (names === 'hosts' && value.every((item) => typeof item === 'string')) return [value.join(',')];
  return [''];
}

/** Texts that name files, as seen from the folder that the command runs in. */
function located({ names }: SettingRow, texts: readonly string[], folder: string): readonly string[] {
  if (names === undefined) return texts;
  return texts.map((text) => {
    if (text.startsWith('~/')) return join(process.env['HOME'] ?? '/', text.slice(2));
    if (isFixed(text) || folder === '') return text;
    const path = join(folder, text);
    return names !== 'hosts' || isFile(path) ? path : text;
  });
}

function isFixed(text: string): boolean {
  return text === '-' || text.startsWith('/') || text.startsWith('~/');
}

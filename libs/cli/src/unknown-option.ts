import { UsageError } from 'clipanion';
import { nearest } from './nearest.ts';
import { rendererHint, switchHint, wholeJobHint } from './word-hints.ts';
import type { CommandSpec } from './settings/command-spec.ts';
import { keyOf } from './settings/keys.ts';
import type { SettingRow } from './settings/setting-row.ts';
import { isSwitch } from './settings/setting-types.ts';

/** The error about a word that begins with a dash and is no option of the command. */
export function unknownOption(word: string, spec: CommandSpec): UsageError {
  return new UsageError(`Unknown option "${word}"${hint(word, spec)}`);
}

function hint(word: string, spec: CommandSpec): string {
  const [, dashes = '', name = '', value = null] = /^(--?)([^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  const near = name.length === 1 ? sameLetter(name, spec) : nearest(name, namesOf(spec));
  const meant = near.map((option) => withValue(option, value, spec)).join(' or ');
  if (meant !== '') return `: did you mean ${meant}?`;
  // `-n4` is `-n 4`.
  const option = /^-[a-z](?=\d*$)/.exec(word)?.[0] ?? dashes + name;
  const elsewhere = switchHint(word, spec) ?? wholeJobHint(option, spec);
  if (elsewhere !== null) return elsewhere;
  return dashes === '-' && spec.afterDashes !== null ? rendererHint(word) : '';
}

/** All names by which users may ask for an option, without dashes, with the option. */
export function namesOf({ rows }: CommandSpec): ReadonlyMap<string, string> {
  const names = new Map([
    ['help', '--help'],
    ['usage', '--help'],
    ['version', '--version'],
  ]);
  const add = (name: string, option: string): void => {
    if (!names.has(name)) names.set(name, option);
  };
  const all = [...rows.values()];
  // A real name comes before what is only a synonym.
  for (const row of all) {
    for (const option of longOptions(row)) add(option.slice(2), option);
  }
  for (const row of all) {
    for (const word of [keyOf(row), ...(row.synonyms ?? [])]) if (word !== null) add(word, row.options[0]);
  }
  return names;
}

function longOptions({ options, type }: SettingRow): string[] {
  const long = options.filter((option) => option.startsWith('--'));
  return type === 'flag' ? long.flatMap((option) => [option, `--no-${option.slice(2)}`]) : long;
}

/** The short option in the other case, or the one that has this letter although it was given with two dashes. */
function sameLetter(letter: string, { rows }: CommandSpec): readonly string[] {
  const short = [...rows.values()].flatMap(({ options }) => options.filter((option) => option.length === 2));
  const option = [`-${letter}`, `-${letter.toLowerCase()}`].find((one) => short.includes(one));
  return option === undefined ? [] : [option];
}

function withValue(option: string, value: string | null, { rows }: CommandSpec): string {
  const row = [...rows.values()].find(({ options }) => options.includes(option));
  if (value === null || row === undefined || isSwitch(row.type)) return option;
  return option.startsWith('--') ? `${option}=${value}` : `${option} ${value}`;
}

import { basename, dirname, isAbsolute } from 'node:path';
import { InputError } from '@task-distributor/band';
import type { OtherHost } from '../run-choices.ts';
import type { Surroundings } from '../renderer.ts';
import type { Assignment } from './options/assignment.ts';
import { defaultIniFile } from './options/default-ini-file.ts';
import { valueTypeOf } from './options/option-tables.ts';
import type { ReadOptions } from './options/read-options.ts';
import { type PovrayPaths, quoted } from './povray-paths.ts';
import { libraryFolders, libraryPath } from './scene/search-folders.ts';

/** How POV-Ray gets the options of the user, with those of the default INI file. */
export interface GivenOptions {
  /** Of its command line. */
  readonly words: readonly string[];
  /** INI files in the folder that it runs in: texts by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * On this machine, POV-Ray gets the user's own words. POV-Ray runs in a folder of its own, so the user's folder becomes the first
 * of its library folders, before those of its default INI file.
 */
export function optionsHere(
  words: readonly string[],
  options: ReadOptions,
  { folder, env }: Surroundings,
  paths: PovrayPaths,
): GivenOptions {
  const here = paths.unquoted(folder, 'here');
  const libraries = librariesByWord(options, folder, paths);
  const ofDefault = libraries.get(null) ?? none;
  const ini = defaultIniFile(folder, env);
  const ownLines =
    ini === null
      ? []
      : [
          line('Library_Path', here),
          ...ofDefault.before.map((library) => line('Library_Path', library)),
          line('Include_Ini', paths.unquoted(ini, 'default.ini')),
        ];
  return {
    words: [
      libraryWord(here),
      ...ofDefault.after.map(libraryWord),
      ...words.flatMap((word) => {
        const { before, after } = libraries.get(word) ?? none;
        return [...before.map(libraryWord), word, ...after.map(libraryWord)];
      }),
    ],
    ...defaults(ownLines),
  };
}

/**
 * On another host, INI files would name paths of this machine. So POV-Ray gets all settings one by one, with those of INI files
 * and with the paths of that host.
 * @throws InputError for a value that cannot be written
 */
export function optionsElsewhere(
  options: ReadOptions,
  { folder, env }: Surroundings,
  host: OtherHost,
  paths: PovrayPaths,
): GivenOptions {
  const here = paths.unquoted(folder, 'here');
  const lines = (ofUser: boolean): string[] => [
    ...libraryFolders(options, ofUser).map((library, i) =>
      line('Library_Path', paths.unquoted(library, `${ofUser ? 'library' : 'default'}-${i}`)),
    ),
    ...options.assignments
      .filter(({ origin }) => (origin.word !== null) === ofUser)
      .flatMap((assignment) => settingLine(assignment, paths)),
  ];
  const user = lines(true);
  const ini = host.defaultOptions;
  const own =
    defaultIniFile(folder, env) !== null
      ? lines(false)
      : ini === null
        ? null
        : [line('Include_Ini', paths.hostPath(ini, 'default.ini'))];
  const { files, env: variables } = defaults(own === null ? [] : [line('Library_Path', here), ...own]);
  return {
    words: [libraryWord(here), ...(user.length === 0 ? [] : [userIni])],
    files: { ...files, ...(user.length === 0 ? {} : { [userIni]: textOf(user) }) },
    env: variables,
  };
}

/** Whether another host has a default file of options that this machine does not know. */
export function hasOwnOptions({ defaultOptions }: OtherHost, { folder, env }: Surroundings): boolean {
  return defaultOptions !== null && defaultIniFile(folder, env) === null;
}

/** @param lines of the file that POV-Ray reads in place of its default INI file; none = as it would */
function defaults(lines: readonly string[]): Pick<GivenOptions, 'files' | 'env'> {
  if (lines.length === 0) return { files: {}, env: {} };
  return { files: { [ownIni]: textOf(lines) }, env: { POVINI: ownIni } };
}

/** Library folders are written before, in the order in which POV-Ray searches them. */
function settingLine({ setting, value }: Assignment, paths: PovrayPaths): string[] {
  if (setting === 'Library_Path' || valueTypeOf(setting) === null) return [];
  // POV-Ray takes quotes around a command for a part of it.
  if (setting.endsWith('_Command')) return [`${setting}=${value}`];
  const isHeader = setting === 'Include_Header' && isAbsolute(value);
  return [line(setting, isHeader ? paths.unquotedFile(dirname(value), basename(value), 'header') : value)];
}

function libraryWord(library: string): string {
  return `+L${quoted(library)}`;
}

/** A setting in an INI file. */
function line(setting: string, value: string): string {
  if (value.includes('"') && value.includes("'")) {
    throw new InputError(
      `POV-Ray option ${setting}=${value}: a value with both kinds of quotes cannot be given to another host`,
    );
  }
  const quote = value.includes('"') ? "'" : '"';
  return `${setting}=${quote}${value}${quote}`;
}

function textOf(lines: readonly string[]): string {
  return lines.map((text) => `${text}\n`).join('');
}

/** Library folders to name around a word that names some itself. */
interface Libraries {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/**
 * Library folders that are relative to the user's folder are named after the word that names them; before it, and with the
 * others of the word, where one that is not relative comes after them. null = no word.
 */
function librariesByWord(
  { assignments }: ReadOptions,
  folder: string,
  paths: PovrayPaths,
): ReadonlyMap<string | null, Libraries> {
  const values = new Map<string | null, string[]>();
  for (const { setting, value, origin } of assignments) {
    if (setting === 'Library_Path') values.set(origin.word, [...(values.get(origin.word) ?? []), value]);
  }
  let count = 0;
  const pathsOf = (libraries: readonly string[]): string[] =>
    libraries.map((library) => paths.unquoted(libraryPath(library, folder), `library-${(count += 1)}`));
  return new Map(
    [...values].map(([word, libraries]) => {
      const isMixed = libraries.some(
        (library, i) => i > 0 && isAbsolute(library) && !isAbsolute(libraries[i - 1]!),
      );
      const relative = libraries.filter((library) => !isAbsolute(library));
      return [
        word,
        isMixed ? { before: pathsOf(libraries), after: [] } : { before: [], after: pathsOf(relative) },
      ];
    }),
  );
}

const none: Libraries = { before: [], after: [] };
const ownIni = 'td-povray.ini';
const userIni = 'td-options.ini';

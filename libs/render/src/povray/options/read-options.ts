import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorMessage } from '@task-distributor/band';
import type { Assignment, Origin } from './assignment.ts';
import { defaultIniFile } from './default-ini-file.ts';
import { whyNotValue } from './check-value.ts';
import { findIniFile } from './find-ini-file.ts';
import { readIni } from './read-ini.ts';
import { readWord } from './read-word.ts';

/** POV-Ray's options, with those of all INI files that they name. */
export interface ReadOptions {
  /** In the order in which POV-Ray reads them: the last one for a setting wins. */
  readonly assignments: readonly Assignment[];
  /** Options that POV-Ray would not understand, and files that it would not find. */
  readonly problems: readonly Problem[];
  /** Absolute paths of the INI files that were read. */
  readonly files: readonly string[];
  /** The folder that relative names refer to. */
  readonly folder: string;
  /** Absolute path of the last library folder, which the variable POVINC names; null = none. */
  readonly lastLibrary: string | null;
}

export interface Problem {
  readonly origin: Origin;
  /** For the user. */
  readonly message: string;
  /** A missing file may be on another machine. */
  readonly kind: 'wrong' | 'missing file' | 'our option';
}

export interface OptionSurroundings {
  /** The folder that relative names refer to. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Reads options as POV-Ray does: first its default INI file, then word by word. */
export function readOptions(words: readonly string[], surroundings: OptionSurroundings): ReadOptions {
  const reader = new OptionReader(surroundings);
  const own = defaultIniFile(surroundings.folder, surroundings.env);
  if (own !== null) reader.readFile(own, null, { word: null, file: own, section: null, line: null });
  for (const word of words) reader.readWord(word);
  return reader;
}

class OptionReader implements ReadOptions {
  readonly assignments: Assignment[] = [];
  readonly problems: Problem[] = [];
  readonly files: string[] = [];
  readonly folder: string;
  readonly lastLibrary: string | null;
  readonly #libraries: string[] = [];
  /** The files being read, each included by the one before. */
  readonly #open: string[] = [];

  constructor({ folder, env }: OptionSurroundings) {
    this.folder = folder;
    const named = env['POVINC'];
    this.lastLibrary = named === undefined ? null : resolve(folder, named);
  }

  readWord(word: string): void {
    const origin: Origin = { word, file: null, section: null, line: null };
    if (word.includes('\0') || word.trim() === '') {
      this.#report(origin, 'an empty word');
      return;
    }
    for (const item of readWord(word)) {
      switch (item.kind) {
        case 'setting':
          this.#assign(item.assignment);
          break;
        case 'scene':
          this.#assign({ setting: 'Input_File_Name', value: item.path, origin });
          break;
        case 'library':
          this.#assign({ setting: 'Library_Path', value: item.path, origin });
          break;
        case 'ini':
          this.#include(item.specification, origin);
          break;
        case 'unknown':
          this.#reportUnknown(item.text, origin);
      }
    }
  }

  /** @param section name of the section to read; null = none */
  readFile(path: string, section: string | null, origin: Origin): void {
    if (this.#open.includes(path) || this.#open.length >= deepest) {
      this.#report(origin, `${path} includes itself`);
      return;
    }
    let text: string;
    try {
      text = readFileSync(path, 'latin1');
    } catch (error) {
      this.#report(origin, `${path}: ${errorMessage(error)}`);
      return;
    }
    this.#open.push(path);
    this.files.push(path);
    for (const item of readIni(text, section, { word: origin.word, file: path })) {
      if (item.kind === 'unknown') {
        this.#reportUnknown(item.text, item.origin);
      } else if (item.kind === 'name') {
        this.#name(item.text, item.origin);
      } else if (item.setting === 'Include_Ini') {
        this.#include(item.value, item.origin);
      } else {
        this.#assign({ setting: item.setting, value: item.value, origin: item.origin });
      }
    }
    this.#open.pop();
  }

  #name(text: string, origin: Origin): void {
    if (/\.pov$/i.test(text)) this.#assign({ setting: 'Input_File_Name', value: text, origin });
    else if (text.endsWith('/')) this.#assign({ setting: 'Library_Path', value: text, origin });
    else this.#include(text, origin);
  }

  /** @param specification `name`, `name.ini`, `name.ini[section]` */
  #include(specification: string, origin: Origin): void {
    const [, name = specification, section = null] = /^([^[]*)\[([^\]]*)\]/.exec(specification) ?? [];
    const path = findIniFile(name, { folder: this.folder, libraries: this.#libraries });
    if (path !== null) return this.readFile(path, section, origin);
    const message = `there is no INI file ${name || specification}`;
    if (!lacksQuotes(name, origin)) this.problems.push({ origin, message, kind: 'missing file' });
    else this.#report(origin, `${message}; quotes go around the whole name: "my file.ini[section]"`);
  }

  #assign(assignment: Assignment): void {
    this.assignments.push(assignment);
    if (assignment.setting === 'Library_Path') this.#libraries.push(assignment.value);
    const problem = whyNotValue(assignment.setting, assignment.value);
    if (problem !== null) this.#report(assignment.origin, problem);
  }

  #reportUnknown(text: string, origin: Origin): void {
    // POV-Ray has no such options: it is one of ours.
    const own = origin.file === null ? /^--\w\S*/.exec(text)?.[0] : undefined;
    if (own === undefined) this.#report(origin, `POV-Ray does not understand "${text}"`);
    else this.problems.push({ origin, message: `${own} belongs before --`, kind: 'our option' });
  }

  #report(origin: Origin, message: string): void {
    this.problems.push({ origin, message, kind: 'wrong' });
  }
}

/** Whether POV-Ray has taken a name with spaces for several: `with space.ini[a]`, `"with space.ini"[a]`. */
function lacksQuotes(name: string, { word, file }: Origin): boolean {
  if (file !== null || word === null) return false;
  return name === '' || (!name.includes('.') && /\s\S*\.ini\b/i.test(word.trim()));
}

const deepest = 16;

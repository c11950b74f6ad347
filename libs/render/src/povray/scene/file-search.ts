import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import type { NamedFile } from '../../scenes.ts';
import { plainPath } from '../plain-path.ts';
import { candidateNames } from './candidate-names.ts';

type FoundFile = Pick<NamedFile, 'path' | 'opened'>;

/**
 * Finds files as POV-Ray does: each candidate name in all folders, before the next candidate. Source: POV-Ray 3.7,
 * filemessagehandler.cpp, FindFile.
 */
export class FileSearch {
  readonly #folders: readonly string[];
  /** By the token before the name and the name: a scene repeats its fonts and images many times. */
  readonly #found = new Map<string, FoundFile | null>();

  /** @param folders absolute paths, in order */
  constructor(folders: readonly string[]) {
    this.#folders = [...new Set(folders)];
  }

  /**
   * @param before the word before the name; null = another token
   * @returns null = there is no such file
   */
  find(name: string, before: string | null): FoundFile | null {
    const key = `${before ?? ''} ${name}`;
    let found = this.#found.get(key);
    if (found === undefined) this.#found.set(key, (found = this.#search(name, before)));
    return found;
  }

  #search(name: string, before: string | null): FoundFile | null {
    if (!mayBeName(name)) return null;
    for (const candidate of candidateNames(name, before)) {
      const paths = isAbsolute(candidate)
        ? [candidate]
        : this.#folders.map((folder) => `${folder}/${candidate}`);
      const opened = paths.find(isFile);
      if (opened !== undefined) return { path: plainPath(opened), opened };
    }
    return null;
  }
}

/** POV-Ray opens no files whose names are not plain ASCII. No file system has longer names. */
function mayBeName(name: string): boolean {
  return name.length <= 4096 && /^[ -~]+$/.test(name) && !name.endsWith('/');
}

function isFile(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  } catch {
    return false;
  }
}

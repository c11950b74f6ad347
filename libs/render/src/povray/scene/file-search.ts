import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { candidateNames } from './candidate-names.ts';

/**
 * Finds files as POV-Ray does: each candidate name in all folders, before the next candidate. Source: POV-Ray 3.7,
 * filemessagehandler.cpp, FindFile.
 */
export class FileSearch {
  readonly #folders: readonly string[];
  /** Absolute paths by the token before the name and the name: a scene repeats its fonts and images many times. */
  readonly #found = new Map<string, string | null>();

  /** @param folders absolute paths, in order */
  constructor(folders: readonly string[]) {
    this.#folders = [...new Set(folders)];
  }

  /**
   * @param before the word before the name; null = another token
   * @returns an absolute path; null = there is no such file
   */
  find(name: string, before: string | null): string | null {
    const key = `${before ?? ''} ${name}`;
    let path = this.#found.get(key);
    if (path === undefined) this.#found.set(key, (path = this.#search(name, before)));
    return path;
  }

  #search(name: string, before: string | null): string | null {
    if (!mayBeName(name)) return null;
    for (const candidate of candidateNames(name, before)) {
      const paths = isAbsolute(candidate)
        ? [candidate]
        : this.#folders.map((folder) => join(folder, candidate));
      const found = paths.find(isFile);
      if (found !== undefined) return found;
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

import { isUtf8 } from 'node:buffer';
import type { BigIntStats } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { errorCode, errorMessage, InputError } from '@task-distributor/band';

/** Absolute paths. */
export interface FilesToSend {
  readonly files: string[];
  readonly folders: string[];
}

/**
 * The files at paths that the user names, and all files in the folders at these paths. A link is what it leads to. What no
 * renderer can read as a file is left out of folders: links that lead nowhere, pipes, sockets and devices.
 * @param folder that relative paths refer to
 * @throws InputError for a path that is neither a file nor a folder, and for a folder that cannot be read, or is in itself
 */
export async function filesToSend(
  paths: readonly string[],
  folder: string,
  signal?: AbortSignal,
): Promise<FilesToSend> {
  const walk = new Walk(signal);
  for (const path of paths) await walk.add(path, folder);
  return walk;
}

class Walk implements FilesToSend {
  readonly files: string[] = [];
  readonly folders: string[] = [];
  readonly #signal: AbortSignal | undefined;
  /** The path from which the walk has come, for messages. */
  #asked = '';

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  async add(asked: string, folder: string): Promise<void> {
    this.#asked = asked;
    const path = resolve(folder, asked);
    // With a link before `..`, these are different.
    const opened = asked.startsWith('/') ? asked : `${folder}/${asked}`;
    const [stats, other] = [await this.#look(opened), await this.#look(path)];
    if (stats.ino !== other.ino || stats.dev !== other.dev) {
      this.#refuse('', `a link to a folder comes before "..": give ${path}, or where the link leads`);
    }
    if (stats.isDirectory()) await this.#addFolder(path, stats, []);
    else if (stats.isFile()) this.files.push(path);
    else this.#refuse('', 'Expected a file or a folder');
  }

  /** @param around the folders around it */
  async #addFolder(path: string, stats: BigIntStats, around: readonly BigIntStats[]): Promise<void> {
    this.#signal?.throwIfAborted();
    if (around.some(({ ino, dev }) => ino === stats.ino && dev === stats.dev)) {
      this.#refuse(
        path,
        'it leads to a folder that it is in: remove it, or give the files and folders that you need',
      );
    }
    this.folders.push(path);
    for (const name of await this.#namesIn(path)) {
      const inside = join(path, name);
      const found = await this.#lookInside(inside);
      if (found?.isDirectory() === true) await this.#addFolder(inside, found, [...around, stats]);
      else if (found?.isFile() === true) this.files.push(inside);
    }
  }

  async #namesIn(path: string): Promise<string[]> {
    const names = await readdir(path, { encoding: 'buffer' }).catch((error: unknown) =>
      this.#refuse(path, errorMessage(error)),
    );
    const wrong = names.find((name) => !isUtf8(name));
    if (wrong !== undefined) this.#refuse(join(path, wrong.toString()), 'its name is not UTF-8: rename it');
    return names.map(String);
  }

  async #look(path: string): Promise<BigIntStats> {
    return stat(path, { bigint: true }).catch((error: unknown) => this.#refuse('', errorMessage(error)));
  }

  /** null = it is a link that leads nowhere, or it has just been removed. */
  async #lookInside(path: string): Promise<BigIntStats | null> {
    return stat(path, { bigint: true }).catch((error: unknown) =>
      ['ENOENT', 'ELOOP', 'ENOTDIR'].includes(errorCode(error) ?? '')
        ? null
        : this.#refuse(path, errorMessage(error)),
    );
  }

  /** @param path inside what was asked for; '' = that itself */
  #refuse(path: string, reason: string): never {
    const inside = path === '' ? '' : `${path}: `;
    throw new InputError(`--send ${this.#asked}: ${inside}${reason}`, { path: path || this.#asked });
  }
}

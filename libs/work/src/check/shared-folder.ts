import { readFile, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorMessage, hasControls, InputError, randomSuffix, sleep, TdError } from '@task-distributor/band';
import { checkFilePath, checkFolder, makeFolder, removeFolders } from '@task-distributor/lockfile';

/**
 * The job folder while it is checked: it holds a file with a token, which hosts look for. Nothing else in it is looked at or touched.
 */
export class SharedFolder {
  /** Absolute. */
  readonly path: string;
  readonly token = randomSuffix();
  readonly #made: readonly string[];
  readonly #written: string[] = [];

  private constructor(path: string, made: readonly string[]) {
    this.path = path;
    this.#made = made;
  }

  /** Makes the folder, as a job does, and writes the token. @throws TdError if the folder cannot be made, or not be written */
  static async open(folder: string): Promise<SharedFolder> {
    if (hasControls(folder)) {
      throw new InputError(`-p: Expected a path without control characters, got "${folder}"`);
    }
    const path = resolve(folder);
    const shared = new SharedFolder(path, await makeFolder(path));
    try {
      await checkFolder(path, { write: true });
      await shared.#write();
      return shared;
    } catch (error) {
      await shared.close();
      throw error;
    }
  }

  /** The file that hosts look for. */
  get tokenFile(): string {
    return checkFilePath(this.path, this.token);
  }

  /** A file for a host to write. */
  fileFor(index: number): string {
    const path = checkFilePath(this.path, `${this.token}-${index}`);
    this.#written.push(path);
    return path;
  }

  /** Whether a host's file can be read here. A network file system may need a moment. */
  async canRead(path: string): Promise<boolean> {
    for (let left = tries; left > 0; left -= 1) {
      const text = await readFile(path, 'utf8').catch(() => null);
      if (text === this.token) return true;
      await sleep(untilNextTryMs);
    }
    return false;
  }

  /** Removes the files, and the folders that were made. */
  async close(): Promise<void> {
    for (const path of [this.tokenFile, ...this.#written])
      await rm(path, { force: true }).catch(() => undefined);
    await removeFolders(this.#made);
  }

  async #write(): Promise<void> {
    try {
      await writeFile(this.tokenFile, this.token, { flag: 'wx' });
    } catch (cause) {
      throw new TdError(`${this.path}: ${errorMessage(cause)}`, { cause, path: this.path });
    }
  }
}

const tries = 10;
const untilNextTryMs = 200;

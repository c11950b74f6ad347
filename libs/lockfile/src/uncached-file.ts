import { type BigIntStats, constants, lstatSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '@task-distributor/band';
import { isNetworkFileSystem } from './is-network-file-system.ts';
import { readRegularFile } from './open-regular-file.ts';

/**
 * A file to be opened again and again. On a network file system that can do it, it is read past this machine's caches,
 * which are up to a second old (open(2), O_DIRECT). Then every read must start at a multiple of `blockSize`, and ask for a
 * multiple of it.
 */
export class UncachedFile {
  readonly #path: string;
  /** null = not known yet. */
  #isLocal: boolean | null = null;
  /** Until it is known that the file system cannot do it. */
  #isDirect = true;

  constructor(path: string) {
    this.#path = path;
  }

  /** Its attributes, if they can be relied on without opening it: on a local file system. */
  async stat(): Promise<BigIntStats | null> {
    this.#isLocal ??= !(await isNetworkFileSystem(dirname(this.#path)));
    // Twenty times a second, handing it to a thread would take longer than the call itself.
    return this.#isLocal ? lstatSync(this.#path, { bigint: true }) : null;
  }

  /**
   * Opens it for as long as `work` lasts. Some file systems let a file be opened with O_DIRECT, and then refuse to read it
   * (EINVAL), perhaps only once it has content: then `work` is done again, with the file opened plainly.
   * @throws what readRegularFile and `work` throw
   */
  async use<Result>(work: (handle: FileHandle) => Promise<Result>): Promise<Result> {
    this.#isLocal ??= !(await isNetworkFileSystem(dirname(this.#path)));
    if (this.#isLocal || !this.#isDirect) return readRegularFile(this.#path, work);
    try {
      return await readRegularFile(this.#path, work, constants.O_RDONLY | constants.O_DIRECT);
    } catch (error) {
      if (errorCode(error) !== 'EINVAL') throw error;
      this.#isDirect = false;
      return readRegularFile(this.#path, work);
    }
  }
}

export const blockSize = 4096;

import { type BigIntStats, constants } from 'node:fs';
import { type FileHandle, lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from '@task-distributor/band';
import { isNetworkFileSystem } from './is-network-file-system.ts';
import { openRegularFile } from './open-regular-file.ts';

/**
 * A file to be opened again and again. On a network file system that can do it, it is read past this machine's caches,
 * which are up to a second old (open(2), O_DIRECT). Then every read must start at a multiple of `blockSize`, and ask for a
 * multiple of it.
 */
export class UncachedFile {
  readonly #path: string;
  /** null = not known yet. */
  #isLocal: boolean | null = null;
  /** null = not tried yet. */
  #isDirect: boolean | null = null;

  constructor(path: string) {
    this.#path = path;
  }

  /** Its attributes, if they can be relied on without opening it: on a local file system. */
  async stat(): Promise<BigIntStats | null> {
    this.#isLocal ??= !(await isNetworkFileSystem(dirname(this.#path)));
    return this.#isLocal ? lstat(this.#path, { bigint: true }) : null;
  }

  /** @throws what openRegularFile throws */
  async open(): Promise<FileHandle> {
    this.#isLocal ??= !(await isNetworkFileSystem(dirname(this.#path)));
    if (this.#isLocal || this.#isDirect === false) return openRegularFile(this.#path);
    try {
      const handle = await openRegularFile(this.#path, constants.O_RDONLY | constants.O_DIRECT);
      if (this.#isDirect === null) await tryRead(handle);
      this.#isDirect = true;
      return handle;
    } catch (error) {
      if (errorCode(error) !== 'EINVAL') throw error;
      this.#isDirect = false;
      return openRegularFile(this.#path);
    }
  }
}

/** Some file systems let a file be opened with O_DIRECT, and then refuse to read it. */
async function tryRead(handle: FileHandle): Promise<void> {
  try {
    await handle.read(Buffer.allocUnsafe(blockSize), 0, blockSize, 0);
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export const blockSize = 4096;

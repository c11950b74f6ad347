import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { errorCode, errorMessage, randomSuffix, TdError } from '@task-distributor/band';
import { outputTarget } from './output-target.ts';

/** A file that appears under its name only when it is whole: written beside it as `.<name>.part-*`, then renamed. */
export class OutputFile {
  /** Bytes written. */
  size = 0;
  readonly #path: string;
  readonly #handle: FileHandle;
  #idle: NodeJS.Timeout | null = null;
  #syncing: Promise<void> = Promise.resolve();

  private constructor(
    path: string,
    readonly temporary: string,
    handle: FileHandle,
  ) {
    this.#path = path;
    this.#handle = handle;
  }

  /** @throws TdError that names the path */
  static async create(path: string): Promise<OutputFile> {
    try {
      // Of a symbolic link the target is replaced, not the link.
      const target = outputTarget(path);
      const temporary = temporaryName(target);
      return new OutputFile(target, temporary, await open(temporary, 'wx+'));
    } catch (error) {
      throw error instanceof TdError ? error : cannotWrite(path, error);
    }
  }

  /** @throws TdError that names the path */
  async append(bytes: Uint8Array): Promise<void> {
    if (this.#idle !== null) clearTimeout(this.#idle);
    try {
      for (let at = 0; at < bytes.length;) {
        const { bytesWritten } = await this.#handle.write(bytes, at, bytes.length - at, this.size);
        at += bytesWritten;
        this.size += bytesWritten;
      }
    } catch (error) {
      throw cannotWrite(this.#path, error);
    }
  }

  /** Discards everything after the first `size` bytes. */
  async rewind(size: number): Promise<void> {
    await this.#handle.truncate(size);
    this.size = size;
  }

  /** To be called when there is nothing to write: brings what is written to the disk, unless more is written soon. */
  startSync(): void {
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#syncing = this.#syncing.then(() => this.#handle.datasync());
      // `publish` reports its failure.
      this.#syncing.catch(() => undefined);
    }, idleMilliseconds);
    this.#idle.unref();
  }

  /** Reads what is written so far, from the start, through one buffer. */
  async *read(): AsyncGenerator<Buffer> {
    const buffer = Buffer.allocUnsafeSlow(readBytes);
    for (let at = 0; at < this.size;) {
      const { bytesRead } = await this.#handle.read(buffer, 0, readBytes, at);
      if (bytesRead === 0) throw cannotWrite(this.#path, new Error('the temporary file was cut off'));
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /**
   * Puts the file under its name.
   * @param durable bring it to the disk first, so that it survives a power cut as well as a killed process
   * @throws TdError that names the path; the file is removed then
   */
  async publish(durable: boolean): Promise<void> {
    if (this.#idle !== null) clearTimeout(this.#idle);
    try {
      await this.#syncing;
      if (durable) await this.#handle.sync();
      await this.#handle.close();
      await rename(this.temporary, this.#path);
    } catch (error) {
      await this.discard();
      throw cannotWrite(this.#path, error);
    }
    if (durable) await syncFolder(dirname(this.#path));
  }

  /** Removes the temporary file. Does nothing after `publish`. */
  async discard(): Promise<void> {
    if (this.#idle !== null) clearTimeout(this.#idle);
    await this.#syncing.catch(() => undefined);
    await this.#handle.close().catch(() => undefined);
    await rm(this.temporary, { force: true });
  }
}

/** A name beside the file for what is not whole yet. */
export function temporaryName(path: string): string {
  // A file name has at most 255 bytes.
  const name = Buffer.from(basename(path)).subarray(0, 200).toString('utf8').replaceAll('\ufffd', '');
  return join(dirname(path), `.${name}.part-${randomSuffix()}`);
}

export function cannotWrite(path: string, error: unknown): TdError {
  const code = errorCode(error);
  return new TdError(`cannot write ${path}: ${errorMessage(error)}`, {
    cause: error,
    path,
    ...(code === '' ? {} : { code }),
  });
}

/** Makes a rename durable, where the file system allows it. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

const readBytes = 1024 * 1024;
const idleMilliseconds = 100;

import type { WriteStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, TdError } from '@task-distributor/band';
import { temporaryPartName } from './names.ts';

/** A part that is being written: under a temporary name, which no program takes for a part, until it is whole. */
export class PartFile {
  readonly path: string;
  /** Takes what the part consists of. It is written to and never ended: publish and discard close the file. */
  readonly sink: WriteStream;
  readonly #temporary: string;
  readonly #handle: FileHandle;

  private constructor(path: string, temporary: string, handle: FileHandle) {
    this.path = path;
    this.#temporary = temporary;
    this.#handle = handle;
    this.sink = handle.createWriteStream({ autoClose: false });
  }

  /**
   * @param name file name that the part gets when it is whole
   * @param job null = not known
   * @throws TdError E_WRITE when the file cannot be created
   */
  static async create(folder: string, name: string, job: string | null): Promise<PartFile> {
    const temporary = join(folder, temporaryPartName(name, job));
    try {
      return new PartFile(join(folder, name), temporary, await open(temporary, 'wx', 0o644));
    } catch (cause) {
      throw writeError(folder, cause);
    }
  }

  /** Why writing has failed; null = it has not. */
  get failure(): TdError | null {
    return this.sink.errored === null ? null : writeError(this.path, this.sink.errored);
  }

  /**
   * Syncs the file and renames it to its name, in one step: a part under its own name is whole.
   * @throws TdError E_WRITE
   */
  async publish(): Promise<void> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#temporary, this.path);
    } catch (cause) {
      throw writeError(this.path, cause);
    }
  }

  /** Removes the file, if it has not been published. */
  async discard(): Promise<void> {
    this.sink.destroy();
    await this.#handle.close().catch(() => undefined);
    await rm(this.#temporary, { force: true }).catch(() => undefined);
  }
}

function writeError(path: string, cause: unknown): TdError {
  return new TdError(`${path}: cannot write the part: ${errorMessage(cause)}`, {
    code: 'E_WRITE',
    path,
    cause,
  });
}

import type { WriteStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, randomSuffix, TdError } from '@task-distributor/band';

/**
 * A part that is being written: under a name that no step of anybody takes for a part (the original composes
 * `*pi*.png`), until it is whole.
 */
export class PartFile {
  readonly path: string;
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
   * @param job in the temporary name, so that whoever clears up after a job leaves another one's alone
   * @throws TdError when nothing can be written there
   */
  static async create(folder: string, name: string, job: string | null): Promise<PartFile> {
    const temporary = join(folder, `.part-${name}-${job ?? 'any'}-${randomSuffix()}`);
    try {
      return new PartFile(join(folder, name), temporary, await open(temporary, 'wx', 0o644));
    } catch (cause) {
      throw writeError(folder, cause);
    }
  }

  /** What went wrong in writing it, if something did. */
  get failure(): TdError | null {
    return this.sink.errored === null ? null : writeError(this.path, this.sink.errored);
  }

  /** Puts it under its name, in one step and after it is on the disk: a line in the lockfile means that the part is whole. */
  async publish(): Promise<void> {
    try {
      await this.#handle.sync();
      await this.#handle.close();
      await rename(this.#temporary, this.path);
    } catch (cause) {
      throw writeError(this.path, cause);
    }
  }

  /** Leaves nothing of it. */
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

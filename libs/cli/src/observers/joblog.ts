import { type FileHandle, open } from 'node:fs/promises';
import { errorMessage, type JobEvent, type Observer, TdError } from '@task-distributor/band';
import { type JoblogJob, JoblogLines } from './joblog-lines.ts';

export interface JoblogOptions {
  readonly job: JoblogJob;
  /** Append to the file, because the job is resumed. */
  readonly append: boolean;
  /** Called once, as soon as the file cannot be opened or written. */
  readonly onError: (error: TdError) => void;
}

/** Writes the record of a job to a file, which is opened when the job is, so that a refused job does not overwrite it. */
export class Joblog implements Observer {
  readonly #path: string;
  readonly #options: JoblogOptions;
  readonly #lines: JoblogLines;
  #handle: Promise<FileHandle> | null = null;
  /** Settles when all lines so far are written. */
  #written: Promise<unknown> = Promise.resolve();
  #error: TdError | null = null;

  constructor(path: string, options: JoblogOptions) {
    this.#path = path;
    this.#options = options;
    this.#lines = new JoblogLines(options.job);
  }

  see(event: JobEvent): void {
    this.#write(this.#lines.see(event, millisecondsNow()));
  }

  /** Waits until everything is written. @throws the error that has been reported */
  async end(): Promise<void> {
    this.#write(this.#lines.end());
    await this.#written;
    const handle = await this.#handle?.catch(() => null);
    await handle?.close().catch((cause: unknown) => this.#fail(cause));
    if (this.#error !== null) throw this.#error;
  }

  #open(): Promise<FileHandle> {
    if (this.#handle) return this.#handle;
    this.#handle = this.#options.append ? openToAppend(this.#path) : open(this.#path, 'w');
    this.#written = this.#handle.catch((cause: unknown) => this.#fail(cause));
    return this.#handle;
  }

  #write(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const handle = this.#open();
    this.#written = this.#written
      .then(async () => (await handle).appendFile(lines.join('')))
      .catch((cause: unknown) => this.#fail(cause));
  }

  #fail(cause: unknown): void {
    if (this.#error !== null) return;
    const message = `--joblog: ${this.#path}: ${errorMessage(cause)}`;
    const facts = { code: 'E_WRITE', path: this.#path, cause, isReported: true };
    this.#error = new TdError(message, facts);
    this.#options.onError(this.#error);
  }
}

/** After a line that is cut off, because its master was killed, the next one begins a line of its own. */
async function openToAppend(path: string): Promise<FileHandle> {
  const handle = await open(path, 'a+');
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    const { bytesRead } = await handle.read(last, 0, 1, Math.max(0, size - 1));
    if (size > 0 && bytesRead === 1 && last.toString() !== '\n') await handle.appendFile('\n');
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** Since the epoch, on a clock that is never set. @param now on the clock of performance.now() */
export function millisecondsNow(now = performance.now()): number {
  return performance.timeOrigin + now;
}

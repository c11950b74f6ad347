import { type FileHandle, open } from 'node:fs/promises';
import {
  type AttemptEnded,
  errorMessage,
  formatRows,
  type JobEvent,
  type Observer,
  TdError,
} from '@task-distributor/band';

export interface JoblogOptions {
  /** Append to the file, because the job is resumed. */
  readonly append: boolean;
  /** Called as soon as the file cannot be opened. */
  readonly onError?: (error: TdError) => void;
}

/**
 * A record of a job: one JSON line for every attempt at a band. The file is opened when the job is, so that a refused job
 * does not overwrite it.
 */
export class Joblog implements Observer {
  readonly #path: string;
  readonly #options: JoblogOptions;
  #handle: Promise<FileHandle> | null = null;
  /** Settles when all lines so far are written. */
  #written: Promise<unknown> = Promise.resolve();

  constructor(path: string, options: JoblogOptions) {
    this.#path = path;
    this.#options = options;
  }

  see(event: JobEvent): void {
    if (!('type' in event)) return;
    if (event.type === 'opened') void this.#open();
    if (event.type === 'attempt') this.#write(lineOf(event));
  }

  /** Waits until everything is written. @throws TdError if the file could not be opened or written */
  async end(): Promise<void> {
    try {
      await this.#handle;
      await this.#written;
    } catch (cause) {
      throw this.#error(cause);
    } finally {
      const handle = await this.#handle?.catch(() => null);
      await handle?.close();
    }
  }

  #open(): Promise<FileHandle> {
    if (this.#handle) return this.#handle;
    this.#handle = open(this.#path, this.#options.append ? 'a' : 'w');
    this.#handle.catch((cause: unknown) => this.#options.onError?.(this.#error(cause)));
    return this.#handle;
  }

  #write(line: string): void {
    const handle = this.#open();
    this.#written = this.#written.then(async () => (await handle).appendFile(line));
    // `end` throws this error.
    this.#written.catch(() => undefined);
  }

  #error(cause: unknown): TdError {
    const message = `--joblog: ${this.#path}: ${errorMessage(cause)}`;
    return new TdError(message, { code: 'E_WRITE', path: this.#path, cause });
  }
}

function lineOf({ rows, host, attempt, start, end, outcome }: AttemptEnded): string {
  const { exitCode, reason, report } = outcome;
  const facts = {
    band: formatRows(rows),
    host,
    attempt,
    start: start.toISOString(),
    end: end.toISOString(),
    seconds: (end.getTime() - start.getTime()) / 1_000,
    exit: exitCode,
    bytes: report.bytes,
    parse: report.parseSeconds,
    trace: report.traceSeconds,
    reason,
  };
  return `${JSON.stringify(facts)}\n`;
}

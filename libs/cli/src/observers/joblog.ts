import { type FileHandle, open } from 'node:fs/promises';
import {
  type AttemptEnded,
  type BlocksEnded,
  errorMessage,
  formatRows,
  type JobEvent,
  type JobPlanned,
  type Observer,
  TdError,
} from '@task-distributor/band';

export interface JoblogOptions {
  /** Append to the file, because the job is resumed. */
  readonly append: boolean;
  /** Called once, as soon as the file cannot be opened or written. */
  readonly onError: (error: TdError) => void;
}

/**
 * A record of a job: one JSON line for every attempt at a band, and one about its cut, if there is an
 * estimate. The file is opened when the job is, so that a refused job
 * does not overwrite it.
 */
export class Joblog implements Observer {
  readonly #path: string;
  readonly #options: JoblogOptions;
  #handle: Promise<FileHandle> | null = null;
  /** Settles when all lines so far are written. */
  #written: Promise<unknown> = Promise.resolve();
  #error: TdError | null = null;
  #planned: JobPlanned | null = null;
  #start = 0;

  constructor(path: string, options: JoblogOptions) {
    this.#path = path;
    this.#options = options;
  }

  see(event: JobEvent): void {
    if (!('type' in event)) return;
    if (event.type === 'opened') this.#open().catch(() => undefined);
    if (event.type === 'attempt') this.#write(lineOf(event));
    if (event.type === 'blocks') this.#write(blocksLineOf(event));
    if (event.type === 'planned') [this.#planned, this.#start] = [event, performance.now()];
    if (event.type === 'composed') this.#writePlan((performance.now() - this.#start) / 1_000);
  }

  /** @param seconds that the job took; null = there is no image */
  #writePlan(seconds: number | null): void {
    const planned = this.#planned;
    if (planned !== null && planned.expectedSeconds !== null) this.#write(planLineOf(planned, seconds));
    this.#planned = null;
  }

  /** Waits until everything is written. @throws the error that has been reported */
  async end(): Promise<void> {
    this.#writePlan(null);
    await this.#written;
    const handle = await this.#handle?.catch(() => null);
    await handle?.close().catch((cause: unknown) => this.#fail(cause));
    if (this.#error !== null) throw this.#error;
  }

  #open(): Promise<FileHandle> {
    if (this.#handle) return this.#handle;
    this.#handle = open(this.#path, this.#options.append ? 'a' : 'w');
    this.#written = this.#handle.catch((cause: unknown) => this.#fail(cause));
    return this.#handle;
  }

  #write(line: string): void {
    const handle = this.#open();
    this.#written = this.#written
      .then(async () => (await handle).appendFile(line))
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

function lineOf({ rows, host, attempt, start, end, outcome }: AttemptEnded): string {
  const { exitCode, reason, report, way, cutFrom } = outcome;
  const facts = {
    band: formatRows(rows),
    host,
    attempt,
    ...timesOf(start, end),
    exit: exitCode,
    bytes: report.bytes,
    parse: report.parseSeconds,
    trace: report.traceSeconds,
    launch: report.launchSeconds ?? null,
    continued: report.continued ?? null,
    cut: cutFrom ? formatRows(cutFrom) : null,
    reason,
    via: way?.name ?? null,
    why: way?.reason ?? null,
  };
  return `${JSON.stringify(facts)}\n`;
}

function blocksLineOf({ rows, blocks, host, start, end, reason, report }: BlocksEnded): string {
  const facts = {
    type: 'blocks',
    band: formatRows(rows),
    blocks: formatRows(blocks),
    host,
    ...timesOf(start, end),
    launch: report.launchSeconds ?? null,
    reason,
  };
  return `${JSON.stringify(facts)}\n`;
}

function timesOf(start: Date, end: Date): { start: string; end: string; seconds: number } {
  const seconds = (end.getTime() - start.getTime()) / 1_000;
  return { start: start.toISOString(), end: end.toISOString(), seconds };
}

function planLineOf(planned: JobPlanned, seconds: number | null): string {
  const { cut, bands, hosts, expectedSeconds, evenSeconds } = planned;
  const facts = { type: 'plan', cut, bands, hosts, expected: expectedSeconds, even: evenSeconds, seconds };
  return `${JSON.stringify(facts, (_, value: unknown) => rounded(value))}\n`;
}

function rounded(value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value;
}

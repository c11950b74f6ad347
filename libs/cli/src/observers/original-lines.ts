import {
  hostNameOf,
  isBand,
  type Band,
  type JobClosed,
  type JobEvent,
  type JobOpened,
  type LineFound,
  type Observer,
  splitOf,
} from '@task-distributor/band';
import type { Outputs } from '../outputs.ts';
import { timingLines } from './timing-lines.ts';

export interface OriginalLinesJob {
  /** Top to bottom, each with the name of its host. */
  readonly bands: readonly { readonly first: number; readonly host: string }[];
  /** Whether the job is closed once the image is composed. */
  readonly clean: boolean;
  /** When the command started, on the clock of performance.now(). */
  readonly start: number;
}

/** The original checks its lockfile, and prints that it is waiting, once a second. */
const intervalMs = 1_000;

/**
 * Prints the output of the original's master: the creation of the lockfile; for each host, in the order of the bands,
 * `Wait for <host> in lockfile.` once a second, then the lockfile line and `<host> has been finished.`; the end of
 * composing; and the times of the three phases.
 */
export class OriginalLines implements Observer {
  readonly #job: OriginalLinesJob;
  readonly #outputs: Outputs;
  readonly #signal: AbortSignal;
  /** Those of the job, and those that they were split into. */
  readonly #bands: { first: number; host: string | null }[];
  /** The lines of bands that are not announced yet, by first row; null = the band has failed. */
  readonly #found = new Map<number, LineFound | null>();
  /** Index of the band whose line comes next. */
  #next = 0;
  #timer: NodeJS.Timeout | undefined;
  #opened = 0;
  #rendered = 0;

  /** @param signal nothing more is printed once it is aborted */
  constructor(job: OriginalLinesJob, outputs: Outputs, signal: AbortSignal) {
    this.#job = job;
    this.#bands = job.bands.map(({ first, host }) => ({ first, host }));
    this.#outputs = outputs;
    this.#signal = signal;
  }

  see(event: JobEvent): void {
    if (isBand(event)) {
      this.#seeBand(event);
      return;
    }
    if (event.type === 'opened') this.#seeOpened(event);
    if (event.type === 'line') this.#settle(event.band.first, event);
    if (event.type === 'composed') this.#seeComposed();
    if (event.type === 'closed') this.#seeClosed(event);
  }

  /** Prints the lines of bands after a failed one, and waits until the reader of stdout has caught up. */
  async end(): Promise<void> {
    clearTimeout(this.#timer);
    while (this.#next < this.#bands.length) this.#announceNext();
    if (!this.#signal.aborted) await this.#outputs.caughtUp(this.#signal);
  }

  #seeOpened({ lockfile }: JobOpened): void {
    this.#opened = performance.now();
    this.#rendered = this.#opened;
    this.#print(`${lockfile} has been created.\n`);
    this.#wait();
  }

  #seeBand(band: Band): void {
    const { first, state } = band;
    if (state === 'split') this.#split(band);
    if (state === 'started') this.#start(band);
    if (state === 'failed' && !this.#found.has(first ?? 0)) this.#settle(first, null);
    if (state === 'done') this.#rendered = performance.now();
  }

  #split(band: Band): void {
    const { rest } = splitOf(band);
    const place = this.#bands.findIndex(({ first }) => first === band.first);
    if (place !== -1)
      this.#bands.splice(Math.max(place + 1, this.#next), 0, { first: rest.first, host: null });
  }

  /** Only now is it known which host has the rows that another one has lost. */
  #start({ first, host }: Band): void {
    const band = this.#bands.find((each) => each.host === null && each.first === first);
    if (band !== undefined && host !== null) band.host = hostNameOf(host);
  }

  #seeComposed(): void {
    clearTimeout(this.#timer);
    while (this.#next < this.#bands.length) this.#announceNext();
    const isOne = this.#bands.length === 1;
    this.#print(isOne ? 'Image has been copied.\n' : 'Image parts have been composed.\n');
    if (!this.#job.clean) this.#printTimes();
  }

  #seeClosed({ lockfile, kept }: JobClosed): void {
    if (!kept?.lockfile) this.#print(`${lockfile} has been erased.\n`);
    if (!kept?.parts) this.#print('Image parts have been erased.\n');
    this.#printTimes();
  }

  /** @param first first row of a band that has its line or has failed */
  #settle(first: number | null, line: LineFound | null): void {
    if (first === null) return;
    this.#found.set(first, line);
    if (this.#bands[this.#next]?.first !== first) return;
    while (this.#found.has(this.#bands[this.#next]?.first ?? 0)) this.#announceNext();
    this.#wait();
  }

  #announceNext(): void {
    const { first } = this.#bands[this.#next]!;
    this.#next += 1;
    const line = this.#found.get(first);
    this.#found.delete(first);
    if (line) this.#print(`${line.text}\n${line.host} has been finished.\n`);
  }

  /** Prints which host it is waiting for, now and once a second. */
  #wait(): void {
    clearTimeout(this.#timer);
    const band = this.#bands[this.#next];
    if (band === undefined || this.#signal.aborted) return;
    // A reader that is behind already has enough of these lines.
    if (!this.#outputs.isBehind && band.host !== null) this.#print(`Wait for ${band.host} in lockfile.\n`);
    this.#timer = setTimeout(() => this.#wait(), intervalMs);
    this.#timer.unref();
  }

  #printTimes(): void {
    const [start, end] = [this.#job.start, performance.now()];
    this.#print(timingLines({ start, opened: this.#opened, rendered: this.#rendered, end }));
  }

  #print(text: string): void {
    if (!this.#signal.aborted) this.#outputs.print(text);
  }
}

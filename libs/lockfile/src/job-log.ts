import { dirname, resolve } from 'node:path';
import {
  bandKey,
  errorMessage,
  isBand,
  type JobEvent,
  type Observer,
  sleep,
  withPatience,
} from '@task-distributor/band';
import { encodeLogLine } from '@task-distributor/history';
import { appendToLog } from './append-to-log.ts';
import { jobLogPath } from './names.ts';

/**
 * Writes the events of a job into the log in its folder, for those who watch it. Never in the way of the job: what cannot be
 * written is reported once, and the job goes on without it.
 */
export class JobLog implements Observer {
  readonly #onError: (line: string) => void;
  readonly #signal: AbortSignal;
  #log: { readonly path: string; readonly job: string } | null = null;
  /** Lines that are not written yet, each with its newline. */
  #lines: string[] = [];
  #waiting = 0;
  /** Settles when there is nothing left to write; null = there is nothing. */
  #writing: Promise<void> | null = null;
  #isNew = true;
  #hasBegun = false;
  #hasStopped = false;
  /** When a band's percentage was last written, by the band. */
  readonly #told = new Map<string, number>();
  readonly #ended = new AbortController();

  /**
   * @param onError called once, with one line for the user, if the log cannot be written
   * @param signal aborted when the command is stopped
   */
  constructor(onError: (line: string) => void, signal: AbortSignal) {
    this.#onError = onError;
    this.#signal = signal;
  }

  see(event: JobEvent): void {
    if (!isBand(event) && event.type === 'opened') {
      this.#log ??= { path: jobLogPath(resolve(event.folder)), job: event.job };
    }
    if (this.#log === null || this.#hasStopped || !this.#isWanted(event)) return;
    this.#add(event);
    // Until a band has been started, the job may still be withdrawn, and leave the folder to another one.
    this.#hasBegun ||= isBand(event);
    if (this.#hasBegun) this.#writing ??= this.#write(this.#log).finally(() => (this.#writing = null));
  }

  async end(): Promise<void> {
    if (this.#signal.aborted) this.see({ type: 'stopped', reason: errorMessage(this.#signal.reason) });
    this.#ended.abort();
    // A file system that hangs does not keep the job from its end.
    if (this.#writing !== null) await withPatience(this.#writing, lastPatienceMs);
  }

  #isWanted(event: JobEvent): boolean {
    // The lockfile has its lines. When the job is closed, so is the log.
    if (!isBand(event)) return event.type !== 'line' && event.type !== 'closed';
    const key = bandKey(event);
    if (event.state !== 'running') {
      this.#told.delete(key);
      return true;
    }
    const now = performance.now();
    const isDue = now - (this.#told.get(key) ?? -Infinity) >= percentMs;
    if (!isDue || this.#waiting > mostWaiting) return false;
    this.#told.set(key, now);
    return true;
  }

  #add(event: JobEvent): void {
    // The lockfile and the folder tell the parts, which may be thousands.
    const logged = !isBand(event) && event.type === 'composed' ? { ...event, parts: [] } : event;
    const line = `${encodeLogLine({ at: Date.now(), event: logged })}\n`;
    this.#lines.push(line);
    this.#waiting += line.length;
  }

  async #write(log: { readonly path: string; readonly job: string }): Promise<void> {
    try {
      while (this.#lines.length > 0) {
        const text = this.#lines.join('');
        this.#lines = [];
        this.#waiting = 0;
        if (!(await appendToLog(log, text, this.#isNew))) return this.#stop();
        this.#isNew = false;
        // What happens soon after it is written with it.
        await sleep(pauseMs, this.#ended.signal).catch(() => undefined);
      }
    } catch (cause) {
      this.#stop();
      this.#onError(
        `${log.path}: ${errorMessage(cause)}; the job goes on, but td-view will not show all of it: check the space and the rights in ${dirname(log.path)}`,
      );
    }
  }

  #stop(): void {
    this.#hasStopped = true;
    this.#lines = [];
  }
}

/** How often a band's percentage is written. */
const percentMs = 2_000;
const pauseMs = 250;
const lastPatienceMs = 5_000;
/** Characters. While more wait for a slow file system, percentages are left out. */
const mostWaiting = 2 ** 20;

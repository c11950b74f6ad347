import { type JobEvent, type Shortage, sleep, TdError } from '@task-distributor/band';

/**
 * How many workers may run at once. Fewer than the user allows while the machine has too little of something: then one is
 * tried at a time, and one more after each that succeeds.
 */
export class WorkLimit {
  readonly #most: number;
  readonly #emit: (event: JobEvent) => void;
  #limit: number;
  #lowest: number;
  #last: { shortage: Shortage; at: number } | null = null;
  /** When the first attempt failed since the last one that succeeded. */
  #since: number | null = null;
  /** Number of attempts that wait. */
  #pauses = 0;
  #isReported = false;

  constructor(most: number, emit: (event: JobEvent) => void) {
    this.#most = most;
    this.#limit = most;
    this.#lowest = most;
    this.#emit = emit;
  }

  /** How many more may be started. */
  left(running: number): number {
    return this.isPaused ? 0 : Math.max(0, this.#limit - running);
  }

  get isPaused(): boolean {
    return this.#pauses > 0;
  }

  /** Whether a worker that fails now, before it has done anything, may have failed for the same reason. */
  get isShort(): boolean {
    return this.#last !== null && performance.now() - this.#last.at < acuteMs;
  }

  /**
   * An attempt could not be made. Resolves when the next may be.
   * @param shortage null = the last one
   * @param running number of workers that run
   * @throws TdError when nothing could be started for a while, and nothing runs; the signal's reason
   */
  async lower(shortage: Shortage | null, running: number, signal: AbortSignal): Promise<void> {
    const now = performance.now();
    if (shortage !== null) this.#last = { shortage, at: now };
    this.#since ??= now;
    this.#limit = Math.max(1, Math.min(this.#limit, running));
    this.#lowest = Math.min(this.#lowest, this.#limit);
    if (running === 0 && now - this.#since > longestMs) throw this.#error();
    this.#pauses += 1;
    await sleep(pauseMs, signal).finally(() => (this.#pauses -= 1));
    this.#report();
  }

  raise(): void {
    this.#since = null;
    if (this.#limit < this.#most) this.#limit += 1;
  }

  #report(): void {
    if (this.#isReported || this.#last === null || this.#lowest >= this.#most) return;
    this.#isReported = true;
    this.#emit({ type: 'limited', shortage: this.#last.shortage, workers: this.#lowest });
  }

  #error(): TdError {
    const { what, wayOut } = this.#last!.shortage;
    return new TdError(`no worker could be started for ${longestMs / 1_000} s: ${what}; ${wayOut}`, {
      code: 'E_SHORTAGE',
    });
  }
}

const pauseMs = 1_000;
const acuteMs = 5_000;
const longestMs = 15_000;

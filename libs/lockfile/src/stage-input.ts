import {
  abortable,
  AsyncQueue,
  giveWayEvery,
  linkAbort,
  type LinkedAbort,
  sleep,
} from '@task-distributor/band';

/** The input of a stage that works in rounds: it is read as fast as it comes, and taken at most 20 times a second. */
export class StageInput<Item> {
  readonly #queue = new AsyncQueue<Item>();
  readonly #signal: AbortSignal;
  /** Aborted at the end of the input, and by the signal. */
  readonly #end: LinkedAbort;
  #hasEnded = false;
  #lastTaken = -Infinity;

  constructor(items: AsyncIterable<Item>, signal: AbortSignal) {
    this.#signal = signal;
    this.#end = linkAbort(signal);
    void this.#readAll(items);
  }

  /** The input has ended, and everything has been taken. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /**
   * What has come since the last call.
   * @throws what the input has thrown, once everything before it has been taken
   */
  take(): Item[] {
    const items = this.#queue.take();
    if (items.length > 0) this.#lastTaken = performance.now();
    this.#hasEnded = items.length === 0 && this.#queue.hasEnded;
    return items;
  }

  /** Waits until something has come, until the end of the input, or until the deadline. @throws the signal's reason */
  async begin(deadline: number): Promise<void> {
    while (!this.#queue.hasItems && !this.#queue.hasEnded && performance.now() < deadline) {
      const rest = deadline - performance.now();
      await this.#queue.wait(this.#signal, Math.max(0, Math.min(rest, intervalMs)));
    }
  }

  /**
   * Waits for the next round: until there is something to take, and at most 50 ms. What comes soon after the last that was
   * taken waits for its turn; the end of the input does not.
   * @param deadline on performance.now()'s clock
   * @throws the signal's reason
   */
  async wait(deadline: number): Promise<void> {
    const until = (time: number): number => Math.max(0, Math.min(time, deadline) - performance.now());
    if (this.#hasEnded) return sleep(until(performance.now() + intervalMs), this.#signal);
    if (this.#queue.hasEnded) return;
    await this.#queue.wait(this.#signal, until(performance.now() + intervalMs));
    const rest = until(this.#lastTaken + intervalMs);
    if (rest > 0) await sleep(rest, this.#end.signal).catch(() => this.#signal.throwIfAborted());
  }

  async #readAll(items: AsyncIterable<Item>): Promise<void> {
    const giveWay = giveWayEvery(20);
    try {
      for await (const item of abortable(items, this.#signal)) {
        this.#queue.push(item);
        await giveWay();
      }
      this.#queue.end();
    } catch (error) {
      this.#queue.fail(error);
    }
    this.#end.abort(undefined);
    this.#end.unlink();
  }
}

/** A line must be noticed within 0.1 s. */
const intervalMs = 50;

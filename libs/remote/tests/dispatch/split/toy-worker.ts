import { type Rows, sleep } from '@task-distributor/band';
import type { AttemptObserver, AttemptResult, Worker } from '../../../src/worker.ts';

export interface ToyTraits {
  /** From 0 to 1, another one each time. */
  random(): number;
  /** How often an attempt fails, and what it answers to a cut. */
  readonly failing: number;
  readonly refusing: number;
  readonly mute: number;
  readonly slowAnswers: number;
}

const blockRows = 8;

/** A worker that renders nothing: its bands take time, and it obeys the protocol, or fails. It runs on any clock. */
export function toyWorker(traits: ToyTraits, published: Rows[]): Worker {
  return {
    name: 'toy',
    onePerHost: null,
    canBeCutShort: true,
    help: null,
    partName: ({ first, last }) => `rows-${first}-${last}.png`,
    attempt: (rows, _host, observer, signal) => new ToyAttempt(rows, traits, observer).run(signal, published),
  };
}

class ToyAttempt {
  readonly #traits: ToyTraits;
  readonly #observer: AttemptObserver;
  #rows: Rows;
  #row: number;
  #isOver = false;

  constructor(rows: Rows, traits: ToyTraits, observer: AttemptObserver) {
    this.#rows = rows;
    this.#row = rows.first - 1;
    this.#traits = traits;
    this.#observer = observer;
  }

  async run(signal: AbortSignal, published: Rows[]): Promise<AttemptResult> {
    const { random, failing } = this.#traits;
    const speed = 5 + 60 * random();
    const failsAt = random() < failing ? this.#rows.first + random() * 50 : Infinity;
    await sleep(1_000 * random(), signal);
    this.#observer.started({
      cutShort: (last) => void this.#answer(last, signal).catch(() => undefined),
      blocksCame: null,
    });
    for (await sleep(300, signal); this.#row < this.#rows.last; await sleep(200, signal)) {
      this.#row = Math.min(this.#rows.last, this.#row + speed / 5);
      this.#report();
      if (this.#row >= failsAt) return this.#end({ published: false, reason: 'no luck', exitCode: 1 });
    }
    published.push(this.#rows);
    return this.#end({ published: true, reason: null, exitCode: 0 });
  }

  async #answer(last: number, signal: AbortSignal): Promise<void> {
    const { random, refusing, mute, slowAnswers } = this.#traits;
    await Promise.resolve();
    if (random() < mute) return;
    if (random() < slowAnswers) await sleep(8_000 * random(), signal);
    // What comes after its end, a process could not say.
    if (this.#isOver && random() < 0.5) return;
    const block = Math.ceil((this.#row - this.#rows.first + 1) / blockRows) * blockRows;
    const kept = Math.max(last, this.#rows.first - 1 + Math.max(block, 1));
    const isCut = random() >= refusing && kept < this.#rows.last;
    if (isCut && !this.#isOver) this.#rows = { first: this.#rows.first, last: kept };
    this.#observer.split(this.#rows);
  }

  #report(): void {
    const { first, last } = this.#rows;
    const done = Math.floor(this.#row) - first + 1;
    const lastRow = Math.min(last, first - 1 + Math.floor(done / blockRows) * blockRows);
    this.#observer.progressed({ percent: Math.floor((100 * done) / (last - first + 1)), lastRow });
  }

  #end(result: Pick<AttemptResult, 'published' | 'reason' | 'exitCode'>): AttemptResult {
    this.#isOver = true;
    return { ...result, isFinal: false, report: { bytes: null, parseSeconds: null, traceSeconds: null } };
  }
}

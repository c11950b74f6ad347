import { setTimeout as sleep } from 'node:timers/promises';
import type { Rows } from '@task-distributor/band';

interface Awaited {
  host: string;
  /** The lockfile line that finished it. */
  line: string | null;
  settled: Promise<void>;
  settle: () => void;
}

/** The original looks, and says that it waits, once a second. */
const intervalMs = 1_000;

/**
 * Says what the original's master says while it waits: host by host in the order of the bands, `Wait for <host> in
 * lockfile.` once a second, then the line of the lockfile and `<host> has been finished.`
 */
export class Announcer {
  readonly #bands = new Map<number, Awaited>();

  /** @param bands top to bottom, each with the host it was given to; null = not known yet */
  constructor(bands: readonly (Rows & { host: string })[]) {
    for (const { first, host } of bands) {
      let settle: () => void = () => undefined;
      const settled = new Promise<void>((resolve) => (settle = resolve));
      this.#bands.set(first, { host, line: null, settled, settle });
    }
  }

  /** @param first row of the band that the line finished */
  finished(first: number, host: string, line: string): void {
    const band = this.#bands.get(first);
    if (!band) return;
    Object.assign(band, { host, line });
    band.settle();
  }

  /** A band that will have no line any more is not waited for. */
  failed(first: number): void {
    this.#bands.get(first)?.settle();
  }

  /** Nothing more will come for any band. */
  end(): void {
    for (const band of this.#bands.values()) band.settle();
  }

  /** @param write takes a line with its newline */
  async announce(write: (line: string) => Promise<void>, signal: AbortSignal): Promise<void> {
    for (const band of this.#bands.values()) {
      while (!(await isSettledNow(band.settled))) {
        await write(`Wait for ${band.host} in lockfile.\n`);
        await Promise.race([band.settled, sleep(intervalMs, undefined, { signal, ref: false })]);
      }
      if (band.line !== null) {
        await write(`${band.line}\n`);
        await write(`${band.host} has been finished.\n`);
      }
    }
  }
}

async function isSettledNow(promise: Promise<void>): Promise<boolean> {
  return Promise.race([
    promise.then(() => true),
    new Promise<false>((resolve) => setImmediate(resolve, false)),
  ]);
}

import { inspectLockfile, type LockfileStatus } from '@task-distributor/lockfile';

/** Whether somebody works on the job of a folder. It takes seconds to find out if its master is another machine. */
export class Liveness {
  readonly #folder: string;
  #state: LockfileStatus['state'] | null = null;
  #asked = -Infinity;
  #asking: Promise<void> | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** null = not known yet. */
  get state(): LockfileStatus['state'] | null {
    return this.#state;
  }

  /** Begins to find out again, once in a while. @returns settles when it is known */
  ask(signal: AbortSignal): Promise<void> {
    if (this.#asking === null && performance.now() > this.#asked + pauseMs) {
      this.#asking = this.#find(signal).finally(() => {
        this.#asking = null;
        this.#asked = performance.now();
      });
    }
    return this.#asking ?? Promise.resolve();
  }

  async #find(signal: AbortSignal): Promise<void> {
    // What keeps it from being known shows elsewhere.
    const status = await inspectLockfile(this.#folder, {}, signal).catch(() => null);
    this.#state = status?.state ?? null;
  }
}

const pauseMs = 1000;

import { sleep } from '@task-distributor/band';

/** A process group of this machine, by the id of its first process. */
export class ProcessGroup {
  readonly #id: number;

  constructor(id: number) {
    this.#id = id;
  }

  /** Sends a signal to every process of the group; 0 sends none. Returns whether there is such a process. */
  signal(signal: NodeJS.Signals | 0): boolean {
    try {
      return process.kill(-this.#id, signal);
    } catch {
      return false;
    }
  }

  /** Ends what the first process has left in its group: SIGTERM, and after the grace SIGKILL. */
  async end(graceMilliseconds: number): Promise<void> {
    if (!this.signal('SIGTERM')) return;
    const until = performance.now() + graceMilliseconds;
    // The processes are no children of this one, so nothing announces their end.
    for (let pause = 5; this.signal(0) && performance.now() < until; pause = Math.min(2 * pause, 50)) {
      await sleep(pause);
    }
    this.signal('SIGKILL');
  }
}

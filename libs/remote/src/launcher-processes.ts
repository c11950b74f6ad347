import { type LinkedAbort, linkAbort, withPatience } from '@task-distributor/band';
import { discardProcess } from './discard-process.ts';
import type { HostProcess } from './launcher.ts';

/** The processes that a launcher has started or is starting: closing it ends both. */
export class LauncherProcesses {
  readonly #starting = new Map<LinkedAbort, Promise<unknown>>();
  readonly #running = new Set<HostProcess>();
  #closed: Error | null = null;

  /**
   * Starts a process. The signal of `start` is aborted with the caller's, and when the launcher is closed. If `start`
   * resolves after that, its process is ended.
   * @throws the signal's reason, and what `start` throws
   */
  async add(signal: AbortSignal, start: (signal: AbortSignal) => Promise<HostProcess>): Promise<HostProcess> {
    if (this.#closed !== null) throw this.#closed;
    signal.throwIfAborted();
    const abort = linkAbort(signal);
    const starting = start(abort.signal).then((started) => this.#follow(started));
    this.#starting.set(abort, starting);
    try {
      const started = await starting;
      if (!abort.signal.aborted) return started;
      void discardProcess(started);
      throw abort.signal.reason;
    } finally {
      abort.unlink();
      this.#starting.delete(abort);
    }
  }

  /** Gives up all starts, and stops all processes; resolves when these have ended, or after a little more than a second. */
  async close(stopSignal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    this.#closed ??= new Error('The launcher was closed');
    for (const { abort } of this.#starting.keys()) abort(this.#closed);
    for (const running of this.#running) running.stop(stopSignal);
    await Promise.allSettled(this.#starting.values());
    await withPatience(Promise.all([...this.#running].map(({ ended }) => ended)), longestEndMs);
  }

  #follow(started: HostProcess): HostProcess {
    this.#running.add(started);
    void started.ended.then(() => this.#running.delete(started));
    return started;
  }
}

/** A little more than what `stop` takes on a host that does not answer. */
const longestEndMs = 1_200;

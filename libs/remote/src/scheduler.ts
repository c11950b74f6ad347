import type { Band, Rows } from '@task-distributor/band';
import type { HostPool, PooledHost } from './host-pool.ts';

/** A band that is to be rendered, and what has been tried. */
export interface Task {
  readonly band: Band;
  readonly rows: Rows;
  /** The host that the band names; null = any. */
  readonly home: PooledHost | null;
  attempts: number;
  readonly failedOn: Set<PooledHost>;
}

export interface SchedulerOptions {
  pool: HostPool;
  /** Workers at once, on all hosts together. */
  jobs: number;
  /** Whether a band that names a host may go to another one after that has failed. */
  reassign: boolean;
  /** One attempt, on a host with a free slot. */
  attempt(task: Task, host: PooledHost): Promise<void>;
}

/**
 * Gives tasks to hosts: in the order in which they came, as soon as one that may have them is free. A task whose
 * attempt failed is put back by whoever made the attempt.
 */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #waiting: Task[] = [];
  readonly #running = new Set<Promise<void>>();
  #failure: { error: unknown } | null = null;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  add(task: Task): void {
    this.#waiting.push(task);
    this.#schedule();
  }

  /** Resolves when nothing waits and nothing runs; rejects with what an attempt threw, when nothing runs any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.race(this.#running);
    if (this.#failure) throw this.#failure.error;
  }

  #schedule(): void {
    const { pool, jobs, attempt } = this.#options;
    for (const task of [...this.#waiting]) {
      if (this.#failure !== null || this.#running.size >= jobs) return;
      const host = this.#hostFor(task, pool);
      if (host === null) continue;
      this.#waiting.splice(this.#waiting.indexOf(task), 1);
      host.busy += 1;
      task.attempts += 1;
      const run = attempt(task, host)
        .catch((error: unknown) => {
          this.#failure ??= { error };
        })
        .finally(() => {
          host.busy -= 1;
          this.#running.delete(run);
          this.#schedule();
        });
      this.#running.add(run);
    }
  }

  #hostFor(task: Task, pool: HostPool): PooledHost | null {
    const { home } = task;
    const mayLeave = this.#options.reassign && (task.failedOn.size > 0 || home?.isAside);
    if (home === null || mayLeave) return pool.pick(task.failedOn);
    return home.busy < home.slots ? home : null;
  }
}

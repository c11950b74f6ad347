import { type Band, Fifo, type Rows } from '@task-distributor/band';
import type { PooledHost } from './pooled-host.ts';

/** A band to be rendered, and its attempts so far. */
export interface Task {
  readonly band: Band;
  readonly rows: Rows;
  /** The host that the band names; null = any. */
  readonly home: PooledHost | null;
  attempts: number;
  readonly failedOn: Set<PooledHost>;
}

interface Waiting {
  readonly task: Task;
  /** Position among all tasks ever added. */
  readonly order: number;
}

/** Tasks that wait for the same hosts, the oldest first. */
export class TaskLane {
  /** The host that all of them wait for; null = any. */
  readonly home: PooledHost | null;
  /** The hosts that have failed at each of them, if they may go to others. */
  readonly failedOn: ReadonlySet<PooledHost>;
  readonly #tasks = new Fifo<Waiting>();

  constructor(home: PooledHost | null, failedOn: ReadonlySet<PooledHost>) {
    this.home = home;
    this.failedOn = failedOn;
  }

  /** Position of the oldest among all tasks ever added; Infinity = there is none. */
  get order(): number {
    return this.#tasks.first?.order ?? Infinity;
  }

  push(task: Task, order: number): void {
    this.#tasks.push({ task, order });
  }

  shift(): Task | undefined {
    return this.#tasks.shift()?.task;
  }
}

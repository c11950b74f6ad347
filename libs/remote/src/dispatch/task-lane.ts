import { type Band, Fifo, type Rows } from '@task-distributor/band';
import type { PooledHost } from './pooled-host.ts';

/** A band to be rendered, and its attempts so far. */
export class Task {
  /** The host that the band names; null = any. */
  readonly home: PooledHost | null;
  readonly failedOn = new Set<PooledHost>();
  attempts = 0;
  #band: Band & Rows;

  constructor(band: Band & Rows, home: PooledHost | null) {
    this.#band = band;
    this.home = home;
  }

  get band(): Band {
    return this.#band;
  }

  get rows(): Rows {
    const { first, last } = this.#band;
    return { first, last };
  }

  /** The band was cut short to these rows. */
  keep({ first, last }: Rows): void {
    this.#band = { ...this.#band, first, last };
  }
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

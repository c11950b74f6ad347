import { type Band, Fifo, type Rows } from '@task-distributor/band';
import TinyQueue from 'tinyqueue';
import { HostPool } from './host-pool.ts';
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

/** A task and the host that gets it. */
export interface Assignment {
  readonly task: Task;
  readonly host: PooledHost;
}

/**
 * Decides which host gets which task. Tasks are assigned in the order of their arrival, each as soon as a suitable host is
 * free. The queue only decides; the caller of `next` starts the work. The time for a decision does not depend on the number
 * of waiting tasks.
 */
export class DispatchQueue {
  readonly hosts = new HostPool();
  /** Whether a task may go to another host after the one that it names has failed. */
  readonly #reassign: boolean;
  /** Tasks for any host. */
  readonly #anywhere = new Fifo<Waiting>();
  /** Tasks for one host, by that host. */
  readonly #byHome = new Map<PooledHost, Fifo<Waiting>>();
  /** Failed tasks that may go to other hosts, by the hosts that have failed. */
  readonly #retries = new Map<string, Fifo<Waiting>>();
  readonly #quarantined = new Set<PooledHost>();
  /** Free hosts with tasks of their own, the oldest task first; may contain stale entries. */
  readonly #ready = new TinyQueue<{ host: PooledHost; order: number }>([], (a, b) => a.order - b.order);
  #added = 0;
  #waiting = 0;

  constructor({ reassign }: { reassign: boolean }) {
    this.#reassign = reassign;
  }

  /** Number of waiting tasks. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Adds a task at the end, either a new one or one to be retried. */
  add(task: Task): void {
    this.#added += 1;
    this.#waiting += 1;
    const { home } = task;
    this.#laneOf(task).push({ task, order: this.#added });
    if (home !== null && this.hosts.isFree(home)) this.#offer(home);
  }

  /** Takes the oldest task that can be started now, and a slot of its host; null = none can be started. */
  next(): Assignment | null {
    let best: { lane: Fifo<Waiting>; host: PooledHost; order: number } | null = null;
    const consider = (lane: Fifo<Waiting>, pick: (task: Task) => PooledHost | null): void => {
      const first = lane.first;
      if (first === undefined || (best !== null && best.order <= first.order)) return;
      const host = pick(first.task);
      if (host !== null) best = { lane, host, order: first.order };
    };
    const ready = this.#firstReady();
    if (ready !== null) consider(this.#byHome.get(ready)!, () => ready);
    consider(this.#anywhere, () => this.hosts.pick());
    for (const lane of this.#retries.values()) consider(lane, (task) => this.hosts.pickFor(task.failedOn));
    if (this.#reassign) {
      for (const host of this.#quarantined) {
        const lane = this.#byHome.get(host);
        if (lane !== undefined) consider(lane, () => this.hosts.pick());
      }
    }
    return best === null ? null : this.#assign(best);
  }

  /**
   * Call it when the attempt has ended, before the task is added again.
   * @param isHeld whether the host gets no more tasks until all hosts are released
   * @returns whether the host is newly quarantined
   */
  ended({ task, host }: Assignment, outcome: 'succeeded' | 'failed' | 'unfit', isHeld = false): boolean {
    let isNews = false;
    if (outcome === 'succeeded') this.hosts.succeeded(host);
    else task.failedOn.add(host);
    if (outcome === 'failed') isNews = this.hosts.failed(host);
    if (host.isQuarantined) this.#quarantined.add(host);
    else this.#quarantined.delete(host);
    if (isHeld) this.hosts.hold(host);
    this.hosts.giveBack(host);
    this.#offer(host);
    return isNews;
  }

  /** Call it when no attempt could be made. The task is added again. */
  postponed({ task, host }: Assignment): void {
    task.attempts -= 1;
    this.hosts.giveBack(host);
    this.#offer(host);
    this.add(task);
  }

  /** Hosts that were held back get tasks again. */
  releaseHosts(): void {
    for (const host of this.hosts.release()) this.#offer(host);
  }

  /** Takes the bands of all waiting tasks, which will not be started. */
  takeAll(): Band[] {
    const bands: Band[] = [];
    for (const lane of [this.#anywhere, ...this.#byHome.values(), ...this.#retries.values()]) {
      for (let next = lane.shift(); next !== undefined; next = lane.shift()) bands.push(next.task.band);
    }
    this.#waiting = 0;
    return bands;
  }

  #assign({ lane, host }: { lane: Fifo<Waiting>; host: PooledHost }): Assignment {
    const { task } = lane.shift()!;
    this.#waiting -= 1;
    if (lane.first === undefined && task.failedOn.size > 0) this.#retries.delete(keyOf(task.failedOn));
    task.attempts += 1;
    this.hosts.take(host);
    if (this.hosts.isFree(host)) this.#offer(host);
    return { task, host };
  }

  #laneOf(task: Task): Fifo<Waiting> {
    const { home, failedOn } = task;
    if (failedOn.size > 0 && (home === null || this.#reassign)) {
      return laneIn(this.#retries, keyOf(failedOn));
    }
    return home === null ? this.#anywhere : laneIn(this.#byHome, home);
  }

  /** Records that a host is free, if it has a task of its own. */
  #offer(host: PooledHost): void {
    const order = this.#byHome.get(host)?.first?.order;
    if (order !== undefined) this.#ready.push({ host, order });
  }

  #firstReady(): PooledHost | null {
    for (let entry = this.#ready.peek(); entry !== undefined; entry = this.#ready.peek()) {
      const { host, order } = entry;
      const isCurrent = this.#byHome.get(host)?.first?.order === order;
      // Tasks of a quarantined host may go to other hosts; `next` finds them in its own loop.
      const isItsOwn = !(this.#reassign && host.isQuarantined);
      if (isCurrent && isItsOwn && this.hosts.isFree(host)) return host;
      this.#ready.pop();
    }
    return null;
  }
}

interface Waiting {
  readonly task: Task;
  /** Position among all tasks ever added. */
  readonly order: number;
}

function laneIn<Key>(lanes: Map<Key, Fifo<Waiting>>, key: Key): Fifo<Waiting> {
  const known = lanes.get(key);
  if (known !== undefined) return known;
  const lane = new Fifo<Waiting>();
  lanes.set(key, lane);
  return lane;
}

function keyOf(hosts: ReadonlySet<PooledHost>): string {
  return [...hosts]
    .map(({ index }) => index)
    .sort((a, b) => a - b)
    .join(' ');
}

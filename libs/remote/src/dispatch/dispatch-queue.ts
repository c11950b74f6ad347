import type { Band } from '@task-distributor/band';
import { HostPool } from './host-pool.ts';
import { LanesByAge } from './lanes-by-age.ts';
import type { PooledHost } from './pooled-host.ts';
import { type Task, TaskLane } from './task-lane.ts';

/** A task and the host that gets it. */
export interface Assignment {
  readonly task: Task;
  readonly host: PooledHost;
}

/**
 * Decides which host gets which task. Tasks are assigned in the order of their arrival, each as soon as a suitable host is
 * free. The queue only decides; the caller of `next` starts the work. The time for a decision depends neither on the number
 * of waiting tasks nor on that of the hosts: it looks at the failed tasks of a few sets of hosts at most.
 */
export class DispatchQueue {
  readonly hosts = new HostPool();
  /** Tasks for any host. */
  readonly #anywhere = new TaskLane(null, new Set());
  /** Tasks for one host, by that host. */
  readonly #byHome = new Map<PooledHost, TaskLane>();
  /** Failed tasks that may go to other hosts, by the hosts that have failed. */
  readonly #retries = new Map<string, TaskLane>();
  /** Whether a task may go to another host after the one that it names has failed. */
  readonly #reassign: boolean;
  readonly #ready = new LanesByAge(({ home }) => this.hosts.isFree(home!) && !this.#isAbandoned(home!));
  readonly #abandoned = new LanesByAge(({ home }) => this.#isAbandoned(home!));
  readonly #failed = new LanesByAge();
  /** The largest number of hosts that have failed at one task. */
  #mostFailedOn = 0;
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
    const lane = this.#laneOf(task);
    const isFirst = isEmpty(lane);
    lane.push(task, this.#added);
    if (isFirst) this.#offer(lane);
  }

  /** Takes the oldest task that can be started now, and a slot of its host; null = none can be started. */
  next(): Assignment | null {
    const usable = this.hosts.pick();
    const ready = this.#ready.first();
    const oldest = [ready, usable && this.#abandoned.first(), usable && this.#anywhere].reduce(
      (best, lane) => (orderOf(lane) < orderOf(best) ? lane : best),
      null,
    );
    const failed = this.#firstFailed(orderOf(oldest));
    if (failed !== null) return this.#assign(failed, this.hosts.pickFor(failed.failedOn)!);
    return oldest === null ? null : this.#assign(oldest, oldest === ready ? ready.home! : usable!);
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
    if (isHeld) this.hosts.hold(host);
    this.giveBack(host);
    return isNews;
  }

  /** Call it when no attempt could be made. The task is added again. */
  postponed({ task, host }: Assignment): void {
    task.attempts -= 1;
    this.giveBack(host);
    this.add(task);
  }

  /** Gives back a slot that was taken. */
  giveBack(host: PooledHost): void {
    this.hosts.giveBack(host);
    this.#offerTasksOf(host);
  }

  /** Hosts that were held back get tasks again. */
  releaseHosts(): void {
    for (const host of this.hosts.release()) this.#offerTasksOf(host);
  }

  /** Takes the bands of all waiting tasks, which will not be started. */
  takeAll(): Band[] {
    const bands: Band[] = [];
    for (const lane of [this.#anywhere, ...this.#byHome.values(), ...this.#retries.values()]) {
      for (let task = lane.shift(); task !== undefined; task = lane.shift()) bands.push(task.band);
    }
    this.#waiting = 0;
    return bands;
  }

  /** The first failed tasks for which there is a host. */
  #firstFailed(before: number): TaskLane | null {
    // While none of them can be started, nothing is looked at.
    if (!this.hosts.mayPickFor(this.#mostFailedOn)) return null;
    return this.#failed.first(before, ({ failedOn }) => this.hosts.pickFor(failedOn) !== null);
  }

  #assign(lane: TaskLane, host: PooledHost): Assignment {
    const task = lane.shift()!;
    this.#waiting -= 1;
    task.attempts += 1;
    this.hosts.take(host);
    if (isEmpty(lane) && lane.failedOn.size > 0) this.#retries.delete(keyOf(lane.failedOn));
    else this.#offer(lane);
    return { task, host };
  }

  #laneOf({ home, failedOn }: Task): TaskLane {
    if (failedOn.size > 0 && (home === null || this.#reassign)) {
      this.#mostFailedOn = Math.max(this.#mostFailedOn, failedOn.size);
      return laneIn(this.#retries, keyOf(failedOn), () => new TaskLane(null, new Set(failedOn)));
    }
    if (home === null) return this.#anywhere;
    return laneIn(this.#byHome, home, () => new TaskLane(home, new Set()));
  }

  /** Whether tasks that name the host may go to others, even those that have not failed. */
  #isAbandoned(host: PooledHost): boolean {
    return this.#reassign && host.isQuarantined;
  }

  #offerTasksOf(host: PooledHost): void {
    const lane = this.#byHome.get(host);
    if (lane !== undefined) this.#offer(lane);
  }

  /** Records that the lane has an oldest task, or that its host has another state. */
  #offer(lane: TaskLane): void {
    if (lane.failedOn.size > 0) this.#failed.offer(lane);
    if (lane.home === null) return;
    this.#ready.offer(lane);
    this.#abandoned.offer(lane);
  }
}

function orderOf(lane: TaskLane | null): number {
  return lane?.order ?? Infinity;
}

function isEmpty(lane: TaskLane): boolean {
  return lane.order === Infinity;
}

function laneIn<Key>(lanes: Map<Key, TaskLane>, key: Key, create: () => TaskLane): TaskLane {
  const known = lanes.get(key);
  if (known !== undefined) return known;
  const lane = create();
  lanes.set(key, lane);
  return lane;
}

function keyOf(hosts: ReadonlySet<PooledHost>): string {
  return [...hosts]
    .map(({ index }) => index)
    .sort((a, b) => a - b)
    .join(' ');
}

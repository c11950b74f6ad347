import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Assignment, DispatchQueue } from '../../src/dispatch/dispatch-queue.ts';
import type { PooledHost } from '../../src/dispatch/pooled-host.ts';
import { Task } from '../../src/dispatch/task-lane.ts';
import { nextByRules } from './plain-rules.ts';

/** A job's queue, and all that is needed to apply the rules to it. */
class Job {
  readonly queue: DispatchQueue;
  readonly hosts: PooledHost[] = [];
  readonly running: Assignment[] = [];
  readonly held = new Set<PooledHost>();
  readonly reassign: boolean;
  waiting: Task[] = [];
  #rows = 0;

  constructor(slots: readonly number[], reassign: boolean) {
    this.queue = new DispatchQueue({ reassign });
    this.reassign = reassign;
    for (const one of slots) this.addHost(one);
  }

  addHost(slots: number): void {
    const address = { user: null, name: `h${this.hosts.length}`, port: null };
    this.hosts.push(this.queue.hosts.add(address, slots));
  }

  addTask(home: PooledHost | null): void {
    this.#rows += 1;
    const rows = { first: this.#rows, last: this.#rows };
    const band = { ...rows, host: home?.name ?? null, state: '-', info: null } as const;
    this.#add(new Task(band, home));
  }

  /** Starts the next task. */
  start(): boolean {
    const expected = nextByRules(this);
    const next = this.queue.next();
    expect(next && describe(next)).toEqual(expected && describe(expected));
    if (next === null) return false;
    this.waiting = this.waiting.filter((task) => task !== next.task);
    this.running.push(next);
    return true;
  }

  end(which: number, how: Ending): void {
    const [assignment] = this.running.splice(which % this.running.length, 1);
    if (assignment === undefined) return;
    if (how === 'postponed') {
      this.queue.postponed(assignment);
      this.waiting.push(assignment.task);
      return;
    }
    if (how === 'held') this.held.add(assignment.host);
    this.queue.ended(assignment, how === 'held' ? 'failed' : how, how === 'held');
    if (how === 'held' || how === 'failed') this.#add(assignment.task);
  }

  release(): void {
    this.held.clear();
    this.queue.releaseHosts();
  }

  #add(task: Task): void {
    this.waiting.push(task);
    this.queue.add(task);
  }
}

type Ending = 'succeeded' | 'failed' | 'unfit' | 'postponed' | 'held';

function describe({ task, host }: Assignment): string {
  return `${task.rows.first} to ${host.name}`;
}

const any = fc.nat(1_000);
const endings: readonly [weight: number, Ending][] = [
  [8, 'succeeded'],
  [10, 'failed'],
  [1, 'unfit'],
  [1, 'postponed'],
  [1, 'held'],
];
const step: fc.Arbitrary<(job: Job) => void> = fc.oneof(
  { weight: 4, arbitrary: fc.constant((job: Job) => job.addTask(null)) },
  { weight: 4, arbitrary: any.map((n) => (job: Job) => job.addTask(job.hosts[n % job.hosts.length]!)) },
  { weight: 6, arbitrary: fc.constant((job: Job) => void job.start()) },
  {
    weight: 6,
    arbitrary: fc.constant((job: Job) => {
      while (job.start());
    }),
  },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map((slots) => (job: Job) => job.addHost(slots)) },
  { weight: 1, arbitrary: fc.constant((job: Job) => job.release()) },
  ...endings.map(([weight, how]) => ({
    weight,
    arbitrary: any.map((n) => (job: Job) => job.end(n, how)),
  })),
);

test('whatever fails, the queue decides as the rules do that look at all tasks and hosts', () => {
  const slots = fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(
      slots,
      fc.boolean(),
      fc.array(step, { maxLength: 200, size: 'max' }),
      (all, reassign, steps) => {
        const job = new Job(all, reassign);
        for (const apply of steps) apply(job);
        job.release();
        while (job.start());
        expect(job.queue.waiting).toBe(job.waiting.length);
      },
    ),
    { numRuns: 1_000 },
  );
}, 60_000);

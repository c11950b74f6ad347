import { beforeEach, describe, expect, test } from 'vitest';
import { type Assignment, DispatchQueue } from '../../src/dispatch/dispatch-queue.ts';
import type { PooledHost } from '../../src/dispatch/pooled-host.ts';
import { Task } from '../../src/dispatch/task-lane.ts';

let queue: DispatchQueue;
let count: number;

beforeEach(() => {
  queue = new DispatchQueue({ reassign: true });
  count = 0;
});

function host(name: string, slots = 1): PooledHost {
  return queue.hosts.add({ user: null, name, port: null }, slots);
}

function add(home: PooledHost | null = null): Task {
  count += 1;
  const rows = { first: count, last: count };
  const band = { ...rows, host: home?.name ?? null, state: '-', info: null } as const;
  const task = new Task(band, home);
  queue.add(task);
  return task;
}

/** All tasks that can be started now, as `row@host`. */
function startAll(): string[] {
  return startedNow().map(describeAssignment);
}

function startedNow(): Assignment[] {
  const started: Assignment[] = [];
  for (let next = queue.next(); next !== null; next = queue.next()) started.push(next);
  return started;
}

function describeAssignment({ task, host: { name } }: Assignment): string {
  return `${task.rows.first}@${name}`;
}

function retry(assignment: Assignment): boolean {
  const isNews = queue.ended(assignment, 'failed');
  queue.add(assignment.task);
  return isNews;
}

describe('tasks for any host', () => {
  test('go to the least busy host, by the share of its slots', () => {
    host('a', 4);
    host('b', 2);
    for (let i = 0; i < 6; i += 1) add();
    expect(startAll()).toEqual(['1@a', '2@b', '3@a', '4@a', '5@b', '6@a']);
  });

  test('wait in the order of their arrival', () => {
    host('a');
    for (let i = 0; i < 3; i += 1) add();
    const [first] = startedNow();
    expect(describeAssignment(first!)).toBe('1@a');
    queue.ended(first!, 'succeeded');
    expect(startAll()).toEqual(['2@a']);
    expect(queue.waiting).toBe(1);
  });
});

describe('tasks that name a host', () => {
  test('wait for it, and do not delay later tasks', () => {
    const [a, b] = [host('a'), host('b')];
    add(a);
    add(a);
    add(b);
    add();
    expect(startAll()).toEqual(['1@a', '3@b']);
  });

  test('come before a later task for any host', () => {
    const a = host('a');
    add(a);
    add(a);
    add();
    const [first] = startedNow();
    queue.ended(first!, 'succeeded');
    expect(startAll()).toEqual(['2@a']);
  });

  test('go to another host once theirs is quarantined, if that is allowed', () => {
    const [a] = [host('a'), host('b')];
    for (let i = 0; i < 3; i += 1) add(a);
    expect(retry(startedNow()[0]!)).toBe(false);
    // Row 1 goes to b, which has not failed at it; row 2 fails on a, too.
    const [second] = startedNow().filter(({ host: { name } }) => name === 'a');
    expect(describeAssignment(second!)).toBe('2@a');
    expect(retry(second!)).toBe(true);
    expect(startAll()).toEqual([]);
    expect(queue.waiting).toBe(2);
  });

  test('stay with a quarantined host if that is not allowed', () => {
    queue = new DispatchQueue({ reassign: false });
    const [a] = [host('a'), host('b')];
    add(a);
    retry(startedNow()[0]!);
    retry(startedNow()[0]!);
    expect(startAll()).toEqual(['1@a']);
  });
});

describe('a task that has failed', () => {
  test('is not forgotten when another that must stay with the same host is tried again', () => {
    queue = new DispatchQueue({ reassign: false });
    const a = host('a');
    add(a);
    add();
    retry(startedNow()[0]!);
    retry(startedNow()[0]!);
    const started = [1, 2].map(() => {
      const [assignment] = startedNow();
      if (assignment !== undefined) queue.ended(assignment, 'succeeded');
      return assignment?.task.rows.first;
    });
    expect(started).toEqual([1, 2]);
    expect(queue.waiting).toBe(0);
  });

  test('goes to a host that has not failed at it', () => {
    host('a');
    host('b');
    add();
    retry(startedNow()[0]!);
    expect(startAll()).toEqual(['1@b']);
  });

  test('waits for a working host instead of trying one whose last attempt failed', () => {
    for (const name of ['a', 'b', 'c']) host(name);
    for (let i = 0; i < 3; i += 1) add();
    const [onA, onB, onC] = startedNow();
    retry(onA!);
    retry(onB!);
    // b is free, but c works.
    expect(startAll()).toEqual([]);
    queue.ended(onC!, 'succeeded');
    expect(startAll()).toEqual(['1@c']);
  });

  test('uses quarantined hosts when no other is left', () => {
    host('a');
    host('b');
    add();
    add();
    for (const assignment of startedNow()) retry(assignment);
    for (const assignment of startedNow()) retry(assignment);
    expect(startAll()).toHaveLength(2);
  });

  test('does not count against the host if the scene is wrong', () => {
    host('a');
    host('b');
    add();
    add();
    for (const assignment of startedNow()) expect(queue.ended(assignment, 'unfit')).toBe(false);
    add();
    add();
    for (const assignment of startedNow()) expect(queue.ended(assignment, 'unfit')).toBe(false);
    add();
    expect(startAll()).toEqual(['5@a']);
  });
});

test('a host that succeeds leaves quarantine', () => {
  const [a] = [host('a'), host('b')];
  add(a);
  add(a);
  retry(startedNow()[0]!);
  const [onA] = startedNow().filter(({ host: { name } }) => name === 'a');
  retry(onA!);
  expect(a.isQuarantined).toBe(true);
  queue.hosts.succeeded(a);
  expect(a.isQuarantined).toBe(false);
  add(a);
  expect(startAll()).toEqual(['3@a']);
});

test('every task is started once, and no host has more than its slots, in random runs', () => {
  let seed = 1;
  const random = (below: number): number => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % below;
  };
  const hosts = Array.from({ length: 7 }, (_, i) => host(`h${i}`, 1 + (i % 3)));
  const started = new Map<number, number>();
  const running: Assignment[] = [];
  for (let i = 0; i < 500; i += 1) add(random(3) === 0 ? hosts[random(7)]! : null);
  for (let round = 0; round < 5_000 && (queue.waiting > 0 || running.length > 0); round += 1) {
    for (const assignment of startedNow()) {
      running.push(assignment);
      const { first } = assignment.task.rows;
      started.set(first, (started.get(first) ?? 0) + 1);
    }
    for (const { busy, slots } of hosts) expect(busy).toBeLessThanOrEqual(slots);
    const [done] = running.splice(random(running.length), 1);
    if (random(4) === 0 && done!.task.attempts < 4) retry(done!);
    else queue.ended(done!, 'succeeded');
  }
  expect(queue.waiting).toBe(0);
  expect(started.size).toBe(500);
});

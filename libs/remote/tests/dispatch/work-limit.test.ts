import { type JobEvent, shortageOf } from '@task-distributor/band';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WorkLimit } from '../../src/dispatch/work-limit.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const shortage = shortageOf(Object.assign(new Error(), { code: 'EAGAIN' }));
const never = new AbortController().signal;

test('allows as many as run, after a pause, and one more after each success; reports it once', async () => {
  const events: JobEvent[] = [];
  const limit = new WorkLimit(8, (event) => events.push(event));
  expect([limit.left(7), limit.left(8)]).toEqual([1, 0]);
  const lowered = [limit.lower(shortage, 4, never), limit.lower(shortage, 3, never)];
  expect(limit.left(0)).toBe(0);
  await vi.advanceTimersByTimeAsync(1_000);
  await Promise.all(lowered);
  expect([limit.left(2), limit.left(3)]).toEqual([1, 0]);
  limit.raise();
  expect([limit.left(3), limit.left(4)]).toEqual([1, 0]);
  expect(events).toEqual([{ type: 'limited', shortage, workers: 3 }]);
});

test('reports only that fewer run than may, and how few, though more run again at the end of the pause', async () => {
  const events: JobEvent[] = [];
  const limit = new WorkLimit(8, (event) => events.push(event));
  for (const running of [8, 6]) {
    const lowered = limit.lower(shortage, running, never);
    limit.raise();
    limit.raise();
    await vi.advanceTimersByTimeAsync(1_000);
    await lowered;
  }
  expect(events).toEqual([{ type: 'limited', shortage, workers: 6 }]);
});

test('one is always tried; after 15 s in which nothing could be started and nothing ran, it is an error', async () => {
  const limit = new WorkLimit(8, () => undefined);
  for (let seconds = 0; seconds <= 15; seconds += 1) {
    const lowered = limit.lower(shortage, 0, never);
    await vi.advanceTimersByTimeAsync(1_000);
    await lowered;
    expect(limit.left(0)).toBe(1);
  }
  const message =
    "no worker could be started for 15 s: too many processes; raise ulimit -u or the cgroup's pids.max, or give fewer --jobs";
  await expect(limit.lower(shortage, 0, never)).rejects.toThrow(message);
});

test('workers that run give it more time', async () => {
  const limit = new WorkLimit(8, () => undefined);
  for (let seconds = 0; seconds <= 20; seconds += 1) {
    const lowered = limit.lower(shortage, 1, never);
    await vi.advanceTimersByTimeAsync(1_000);
    await lowered;
  }
});

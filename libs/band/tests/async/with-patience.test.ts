import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { withPatience } from '../../src/async/with-patience.ts';

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('passes on an outcome that comes in time, and leaves no timer', async () => {
  expect(await withPatience(Promise.resolve(1), 1_000)).toBe(1);
  await expect(withPatience(Promise.reject(new Error('no')), 1_000)).rejects.toThrow('no');
  expect(vi.getTimerCount()).toBe(0);
});

test('is null once the time is over', async () => {
  const outcome = withPatience(new Promise<number>(() => undefined), 1_000);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await outcome).toBeNull();
});

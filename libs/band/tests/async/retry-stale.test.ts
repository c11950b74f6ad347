import { constants } from 'node:os';
import { afterEach, expect, test, vi } from 'vitest';
import { retryStale } from '../../src/index.ts';

afterEach(() => void vi.useRealTimers());

const stale = Object.assign(new Error('Unknown system error -116'), {
  errno: -constants.errno.ESTALE,
  code: 'Unknown system error -116',
});

test('work is done again while a file is stale', async () => {
  const work = vi.fn<() => Promise<string>>().mockRejectedValueOnce(stale).mockRejectedValueOnce(stale);
  work.mockResolvedValue('content');
  expect(await retryStale(work)).toBe('content');
  expect(work).toHaveBeenCalledTimes(3);
});

test('any other error is thrown at once', async () => {
  const missing = Object.assign(new Error('ENOENT'), { code: 'ENOENT' });
  const work = vi.fn<() => Promise<string>>().mockRejectedValue(missing);
  await expect(retryStale(work)).rejects.toBe(missing);
  expect(work).toHaveBeenCalledTimes(1);
});

test('a file that stays stale is an error after three seconds', async () => {
  vi.useFakeTimers();
  const work = vi.fn<() => Promise<string>>().mockRejectedValue(stale);
  const outcome = expect(retryStale(work)).rejects.toBe(stale);
  await vi.advanceTimersByTimeAsync(2_900);
  const tries = work.mock.calls.length;
  await vi.advanceTimersByTimeAsync(200);
  await outcome;
  expect(work.mock.calls.length).toBeGreaterThan(tries);
});

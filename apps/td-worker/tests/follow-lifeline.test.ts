import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { followLifeline } from '../src/lifeline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Follows a stdin; `lost` says how the master has gone, as soon as it has. */
function follow(silenceSeconds?: number) {
  const stdin = new PassThrough();
  const { signal, stop } = followLifeline(stdin, silenceSeconds);
  const lost = () => (signal.aborted ? (signal.reason as Error).message : null);
  return { stdin, stop, lost };
}

test('a stdin that is silent for 15 s is a lost master, and not before', () => {
  const { lost } = follow();
  vi.advanceTimersByTime(14_999);
  expect(lost()).toBeNull();
  vi.advanceTimersByTime(1);
  expect(lost()).toBe('stopped: the master has gone (nothing received for 15 s)');
});

test('a test can wait less', () => {
  const { lost } = follow(0.5);
  vi.advanceTimersByTime(500);
  expect(lost()).toBe('stopped: the master has gone (nothing received for 0.5 s)');
});

test('a byte now and then is a master that lives', async () => {
  const { stdin, lost } = follow();
  for (let i = 0; i < 5; i += 1) {
    await vi.advanceTimersByTimeAsync(14_000);
    stdin.write('.');
    await vi.advanceTimersByTimeAsync(1);
  }
  expect(lost()).toBeNull();
  await vi.advanceTimersByTimeAsync(15_000);
  expect(lost()).toContain('for 15 s');
});

test('the end of stdin, or an error on it, is a lost master at once', async () => {
  const ended = follow();
  ended.stdin.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(ended.lost()).toBe('stopped: the master has gone (its connection ended)');
  const broken = follow();
  broken.stdin.destroy(new Error('reset'));
  await vi.advanceTimersByTimeAsync(0);
  expect(broken.lost()).toBe('stopped: the master has gone (its connection broke)');
});

test('what happens once nobody follows it any more is nothing', async () => {
  const { stdin, stop, lost } = follow();
  stop();
  stdin.end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(lost()).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});

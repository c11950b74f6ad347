import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Rows } from '@task-distributor/band';
import { followLifeline } from '../src/lifeline.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Follows a stdin; `lost` says how the master has gone, as soon as it has. */
function follow(silenceSeconds?: number) {
  const stdin = new PassThrough();
  const cuts: number[] = [];
  const came: Rows[] = [];
  const requests = {
    cut: (last: number) => void cuts.push(last),
    blocks: (blocks: Rows) => void came.push(blocks),
  };
  const { signal, stop } = followLifeline(stdin, requests, silenceSeconds);
  const lost = () => (signal.aborted ? (signal.reason as Error).message : null);
  return { stdin, stop, lost, cuts, came };
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

test('lines ask to cut the band short, among signs of life and in pieces', async () => {
  const { stdin, cuts } = follow();
  for (const piece of [
    '...',
    '\ncut 192\n..',
    '\ncu',
    't 9',
    '6\n',
    '\ncut 0\ncut x\ncut 5 \n',
    '.'.repeat(5_000),
  ]) {
    stdin.write(piece);
    await vi.advanceTimersByTimeAsync(1);
  }
  stdin.write('\ncut 32\ncut 64\n');
  await vi.advanceTimersByTimeAsync(1);
  expect(cuts).toEqual([192, 96, 32, 64]);
});

test('lines tell which blocks others have finished', async () => {
  const { stdin, cuts, came } = follow();
  stdin.write('.\nblocks 8-13\nblocks 9\nblocks 4-3\nblocks \nblocks 1-1\ncut 7\nblocks 2-2');
  await vi.advanceTimersByTimeAsync(1);
  expect([cuts, came]).toEqual([
    [7],
    [
      { first: 8, last: 13 },
      { first: 1, last: 1 },
    ],
  ]);
});

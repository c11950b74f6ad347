import { expect, test } from 'vitest';
import { estimateInTime } from '../../src/schedule/estimate-in-time.ts';
import type { Estimate } from '../../src/schedule/probing.ts';

const hosts = { listed: [], via: 'auto', acceptNew: false, jobs: 2 } as const;
const estimate: Estimate = { costs: { strips: [{ first: 1, last: 8, seconds: 1 }] }, startSeconds: 0 };

/** A probe that has an estimate at the end of the first wait for news. */
function probing(leastSeconds: number) {
  return {
    leastSeconds,
    waits: [] as number[],
    latest: null as Estimate | null,
    hasEnded: false,
    ended: new Promise<void>(() => undefined),
    news(milliseconds: number) {
      this.waits.push(milliseconds);
      this.latest = estimate;
      return Promise.resolve();
    },
  };
}

test.each([
  [true, 100, 500, 1_521],
  [false, 0, 100, 700],
  [false, 100, 10_000, 15_700],
])('with splits: %j, a job of %d s is worth a wait of %d to %d ms', async (split, least, low, high) => {
  const probe = probing(least);
  expect(await estimateInTime(probe, { hosts, split }, Promise.resolve())).toBe(estimate);
  expect(probe.waits).toHaveLength(1);
  expect(probe.waits[0]).toBeGreaterThan(low);
  expect(probe.waits[0]).toBeLessThanOrEqual(high);
});

test('a probe that has ended is not waited for', async () => {
  const probe = { ...probing(100), hasEnded: true };
  expect(await estimateInTime(probe, { hosts, split: false }, Promise.resolve())).toBeNull();
});

import { sleep } from '@task-distributor/band';
import { expect, test } from 'vitest';
import { isQuickJob } from '../../src/schedule/is-quick-job.ts';

const job = { file: {} };
const planned = (expectedSeconds: number | null) => ({
  planned: { type: 'planned', cut: 'even', bands: 8, hosts: 8, expectedSeconds, evenSeconds: null } as const,
});

test.each([
  ['by its estimate', 12, { leastSeconds: 100 }, true],
  ['not by its estimate', 40, { leastSeconds: 1 }, false],
  ['by what is known so far, for eight workers', null, { leastSeconds: 100 }, true],
  ['not by what is known so far', null, { leastSeconds: 1_000 }, false],
  ['not while nothing is known', null, { leastSeconds: 0 }, false],
  ['not without an estimate', null, null, false],
])('a job is quick %s', async (_, expected, seconds, isQuick) => {
  const probing = seconds && { ...seconds, hasEnded: false, news: (ms: number) => sleep(ms) };
  expect(await isQuickJob(planned(expected), job, probing, 8)).toBe(isQuick);
});

test.each([[true], [false]])('a job that goes on is what it was: %s', async (isQuick) => {
  const plan = { cut: 'even', rows: '60', hosts: '', ...(isQuick ? { quick: true as const } : {}) };
  expect(await isQuickJob(planned(isQuick ? 1_000 : 1), { file: { plan } }, null, 1)).toBe(isQuick);
});

import type { PartitionPlan } from '@task-distributor/partition';
import { expect, test } from 'vitest';
import { cutBy } from '../../src/schedule/choose-cut.ts';

const even: PartitionPlan = {
  height: 120,
  count: 3,
  hosts: [],
  weights: [],
  cut: 'even',
  costs: null,
  grid: 1,
};
const hosts = { listed: [], via: 'auto', acceptNew: false, jobs: 3 } as const;
const estimate = (upper: number, lower: number) => ({
  costs: {
    strips: [
      { first: 1, last: 60, seconds: upper },
      { first: 61, last: 120, seconds: lower },
    ],
  },
  startSeconds: 0,
});

test('rows that cost the same are not said to be cut by cost', () => {
  const { bands, planned } = cutBy(estimate(10, 10), even, hosts, 'cost');
  expect(bands.map(({ last }) => last)).toEqual([40, 80, 120]);
  expect(planned.cut).toBe('even');
  expect(planned.expectedSeconds).toBe(planned.evenSeconds);
});

test('rows that differ are', () => {
  const { bands, planned } = cutBy(estimate(10, 40), even, hosts, 'cost');
  expect(bands[0]!.last).toBeGreaterThan(60);
  expect(planned.cut).toBe('cost');
});

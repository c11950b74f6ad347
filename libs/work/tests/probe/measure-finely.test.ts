import { expect, test } from 'vitest';
import type { RunCosts } from '../../src/probe/block-costs.ts';
import { measureFinely } from '../../src/probe/measure-finely.ts';

/** Measures with these degrees of coarseness, one after the other. */
function measuring(
  startSeconds: number,
  ...coarseness: number[]
): { measure: () => Promise<RunCosts>; left: number[] } {
  const left = [...coarseness];
  const measure = (): Promise<RunCosts> =>
    Promise.resolve({
      startSeconds,
      strips: [{ first: 1, last: 4, seconds: 1 }],
      coarseness: left.shift()!,
    });
  return { measure, left };
}

test.each([
  [[0.2, 0.1], 0.2, 1],
  [[1, 0.3, 0.1], 0.3, 1],
  [[1, 0.7, 0.8, 0.1], 0.7, 1],
  [[0.7, 1, 0.9, 0.1], 0.7, 1],
])('of %j, it takes %d', async (coarseness, expected, count) => {
  const { measure, left } = measuring(0.1, ...coarseness);
  expect((await measureFinely(measure)).coarseness).toBe(expected);
  expect(left).toHaveLength(count);
});

test('where launching takes longer than rendering, nothing is measured again', async () => {
  const { measure, left } = measuring(2, 1, 0.1);
  expect((await measureFinely(measure)).coarseness).toBe(1);
  expect(left).toHaveLength(1);
});

import { expect, test } from 'vitest';
import { averageOf, efficiencyOf, serialFractionOf } from '../src/statistics.ts';

test('the median of an even number of values lies between the middle ones', () => {
  expect(averageOf([3], 'median')).toBe(3);
  expect(averageOf([9, 1, 2], 'median')).toBe(2);
  expect(averageOf([10, 1, 2, 4], 'median')).toBe(3);
  expect(averageOf([1, 2, 9], 'mean')).toBe(4);
});

test('a tenth of serial work shows as such, by any number of processors', () => {
  for (const processors of [2, 4, 8, 64]) {
    const amdahl = 1 / (0.1 + 0.9 / processors);
    expect(serialFractionOf(amdahl, processors)).toBeCloseTo(0.1, 12);
  }
  expect(serialFractionOf(8, 8)).toBeCloseTo(0, 12);
  expect(serialFractionOf(1, 1)).toBeNull();
  expect(efficiencyOf(6, 8)).toBe(0.75);
});

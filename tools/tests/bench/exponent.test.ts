import { expect, test } from 'vitest';
import { exponent } from '../../bench/scale/exponent.mjs';

test.each([0, 1, 1.2, 2])('the exponent of times that grow with n^%d is found', (power) => {
  const results = [1_250, 2_500, 5_000, 10_000].map((size) => ({ size, cpuSeconds: 3e-4 * size ** power }));
  expect(exponent(results)).toBeCloseTo(power, 10);
});

test('what is measured with some noise gives about as much', () => {
  const results = [1, 2, 4, 8].map((size, i) => ({ size, cpuSeconds: size * [1.05, 0.95, 0.95, 1.05][i]! }));
  expect(exponent(results)).toBeCloseTo(1, 1);
});

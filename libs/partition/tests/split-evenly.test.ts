import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitEvenly } from '../src/split-evenly.ts';

const evenly = (height: number, count: number) =>
  splitEvenly(
    { height },
    Array.from({ length: count }, () => 1),
  );

test('cuts like the original if the count divides the height', () => {
  expect(evenly(600, 4)).toEqual([
    { first: 1, last: 150 },
    { first: 151, last: 300 },
    { first: 301, last: 450 },
    { first: 451, last: 600 },
  ]);
});

test('loses no row if it does not', () => {
  expect(evenly(601, 3)).toEqual([
    { first: 1, last: 201 },
    { first: 202, last: 401 },
    { first: 402, last: 601 },
  ]);
});

test('every cut covers every row once, in order, with bands that differ by at most one row', () => {
  const cuts = fc
    .integer({ min: 1, max: 20_000 })
    .chain((height) => fc.tuple(fc.constant(height), fc.integer({ min: 1, max: Math.min(height, 500) })));
  fc.assert(
    fc.property(cuts, ([height, count]) => {
      const bands = evenly(height, count);
      const sizes = bands.map(({ first, last }) => last - first + 1);
      expect(bands).toHaveLength(count);
      expect(bands[0]!.first).toBe(1);
      expect(bands.at(-1)!.last).toBe(height);
      bands.slice(1).forEach((band, i) => expect(band.first).toBe(bands[i]!.last + 1));
      expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
    }),
  );
});

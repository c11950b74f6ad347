import type { Rows } from '@task-distributor/band';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitByCost } from '../src/split-by-cost.ts';

const equal = (count: number): number[] => Array.from({ length: count }, () => 1);
const lasts = (bands: readonly Rows[]): number[] => bands.map(({ last }) => last);
const from =
  (costs: readonly number[]) =>
  (row: number): number =>
    costs[row - 1]!;

function expectWhole(bands: readonly Rows[], height: number, count: number): void {
  expect(bands).toHaveLength(count);
  expect(bands[0]!.first).toBe(1);
  expect(bands.at(-1)!.last).toBe(height);
  bands.slice(1).forEach((band, i) => expect(band.first).toBe(bands[i]!.last + 1));
  expect(bands.every(({ first, last }) => first <= last)).toBe(true);
}

/** Costs of rows: some are 0, and a few cost as much as many others. */
const anyCosts = (most: number): fc.Arbitrary<number[]> =>
  fc.array(
    fc.oneof(
      { weight: 6, arbitrary: fc.double({ min: 0, max: 10, noNaN: true }) },
      { weight: 1, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: 1_000, noNaN: true }) },
    ),
    { minLength: 1, maxLength: most },
  );

const anyImage = (mostRows: number, mostBands: number) =>
  anyCosts(mostRows).chain((costs) =>
    fc.record({
      costs: fc.constant(costs),
      count: fc.integer({ min: 1, max: Math.min(costs.length, mostBands) }),
      grid: fc.constantFrom(1, 1, 4, 8, 32),
    }),
  );

test('expensive rows come in smaller bands', () => {
  const costs = [...Array.from({ length: 90 }, () => 1), ...Array.from({ length: 10 }, () => 27)];
  expect(lasts(splitByCost({ height: 100 }, equal(4), from(costs)))).toEqual([90, 93, 97, 100]);
});

test('a share of twice the size gets twice the work', () => {
  expect(lasts(splitByCost({ height: 400 }, [2, 1, 1]))).toEqual([200, 300, 400]);
});

test('bands lie on the grid if it has enough rows', () => {
  expect(lasts(splitByCost({ height: 600, grid: 32 }, equal(4)))).toEqual([160, 288, 448, 600]);
  expect(lasts(splitByCost({ height: 100, grid: 32 }, equal(5)))).toEqual([20, 40, 60, 80, 100]);
});

test('every cut covers all rows once, with no empty band', () => {
  const weights = fc.array(fc.double({ min: 0.001, max: 1_000, noNaN: true }), {
    minLength: 300,
    maxLength: 300,
  });
  fc.assert(
    fc.property(anyImage(300, 300), weights, ({ costs, count, grid }, shares) => {
      const image = { height: costs.length, grid };
      expectWhole(splitByCost(image, shares.slice(0, count), from(costs)), costs.length, count);
    }),
  );
});

test('no band has more than its share and one row, or one row of the grid', () => {
  fc.assert(
    fc.property(anyImage(300, 50), ({ costs, count, grid }) => {
      const step = Math.ceil(costs.length / grid) >= count ? grid : 1;
      const steps = costs.map((_, i) => (i % step === 0 ? sum(costs.slice(i, i + step)) : 0));
      const [total, largest] = [sum(costs), Math.max(...steps)];
      for (const { first, last } of splitByCost({ height: costs.length, grid }, equal(count), from(costs))) {
        expect(sum(costs.slice(first - 1, last))).toBeLessThanOrEqual(total / count + largest + total * 1e-9);
        if (last < costs.length) expect(last % step).toBe(0);
      }
    }),
  );
});

test('no cut lets the band that ends last end earlier', () => {
  fc.assert(
    fc.property(anyImage(9, 5), ({ costs, count }) => {
      const bands = splitByCost({ height: costs.length }, equal(count), from(costs));
      const longest = Math.max(...bands.map(({ first, last }) => sum(costs.slice(first - 1, last))));
      expect(longest).toBeLessThanOrEqual(best(costs, count) + 1e-6);
    }),
  );
});

/** The longest band of the best of all cuts. */
function best(costs: readonly number[], count: number): number {
  if (count === 1) return sum(costs);
  const ways = Array.from({ length: costs.length - count + 1 }, (_, i) =>
    Math.max(sum(costs.slice(0, i + 1)), best(costs.slice(i + 1), count - 1)),
  );
  return Math.min(...ways);
}

function sum(costs: readonly number[]): number {
  return costs.reduce((total, cost) => total + cost, 0);
}

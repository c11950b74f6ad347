import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costOfBlock, rowCosts } from '../../../src/dispatch/split/row-costs.ts';

/** Two rows of blocks of 32 and 18 rows; in each, three blocks, of which the last one has half the width. */
const layout = { blockRows: 32, blockColumns: 3, blocksWide: 2.5, grid: 32 };
const image = {
  height: 50,
  ofRow: (row: number) => (row <= 32 ? 1 : 2),
  ofBlocks: ({ first }: { first: number }) => (first === 1 ? [1, 2, 1] : [0, 1, 3]),
};
const costs = rowCosts(image, layout);

test('the blocks of a row of blocks have their share of its cost', () => {
  const ends = [0.4, 0.8, 1].map((width) => 32 * width);
  expect(ends.map((row) => costs.upTo(row))).toEqual([8, 24, 32].map((cost) => expect.closeTo(cost)));
  expect(costs.between(32, 32 + 0.8 * 18)).toBeCloseTo(9);
  expect(costs.upTo(50)).toBeCloseTo(32 + 36);
  expect(costOfBlock(costs, { first: 12.8, last: 50 }, layout)).toBeCloseTo(16);
  // The last row of blocks has only 18 rows.
  expect(costOfBlock(costs, { first: 32 + 0.4 * 18, last: 50 }, layout)).toBeCloseTo(9);
});

test('the row up to which rows cost something is found, and the other way round', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 50, noNaN: true }),
      fc.double({ min: 0, max: 70, noNaN: true }),
      (from, cost) => {
        const row = costs.rowAfter(from, cost, 50);
        expect(row).toBeGreaterThanOrEqual(from - 1e-9);
        expect(costs.between(from, row)).toBeCloseTo(Math.min(cost, costs.between(from, 50)), 6);
      },
    ),
  );
});

test.each([
  ['of another number', () => [1, 2]],
  ['that cannot be', () => [-1, NaN, Infinity]],
])('blocks with costs %s cost the same', (_, ofBlocks) => {
  const alike = rowCosts({ ...image, ofBlocks }, layout);
  expect(alike.upTo(0.4 * 32)).toBeCloseTo(32 / 3);
  expect(alike.upTo(32)).toBeCloseTo(32);
});

test('blocks whose costs are not known cost the same, and each row of a row of blocks as much as the others', () => {
  const even = rowCosts({ ...image, ofRow: (row) => (row <= 8 ? 4 : 0), ofBlocks: null }, layout);
  expect(even.upTo(16)).toBe(16);
  expect([even.upTo(32), even.upTo(50), even.upTo(60)]).toEqual([32, 32, 32]);
});

test('rows of blocks that are not shared are counted by rows', () => {
  const byRows = rowCosts(image, { ...layout, blockColumns: 1, blocksWide: 2.5 });
  expect(byRows.upTo(10)).toBe(10);
  expect(byRows.upTo(40)).toBe(48);
});

test('of too many blocks, only the rows are counted', () => {
  const many = { blockRows: 4, blockColumns: 6_000, grid: 4 };
  const uneven = { height: 18_000, ofRow: () => 1, ofBlocks: () => new Array<number>(6_000).fill(1) };
  expect(rowCosts(uneven, many).ofBlockAfter(0)).toBe(null);
});

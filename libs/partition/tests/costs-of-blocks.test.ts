import fc from 'fast-check';
import { expect, test } from 'vitest';
import { costsOfBlocks, imageCosts } from '../src/index.ts';

const strips = [
  { first: 1, last: 20, seconds: 20, columns: [1, 1, 2] },
  { first: 21, last: 40, seconds: 60, columns: [0, 0, 5] },
];

test('the columns of the rows are divided among the blocks', () => {
  const blocks = { width: 60, size: 20 };
  expect(costsOfBlocks({ strips }, { first: 1, last: 20 }, blocks)).toEqual([5, 5, 10]);
  // Half of the first strip, and a quarter of the second.
  expect(costsOfBlocks({ strips }, { first: 11, last: 25 }, blocks)).toEqual([2.5, 2.5, 5 + 15]);
});

test('blocks can be wider or narrower than columns, and the last one narrower than the others', () => {
  expect(costsOfBlocks({ strips }, { first: 1, last: 20 }, { width: 60, size: 40 })).toEqual([10, 10]);
  expect(costsOfBlocks({ strips }, { first: 1, last: 20 }, { width: 60, size: 10 })).toEqual([
    2.5, 2.5, 2.5, 2.5, 5, 5,
  ]);
});

test('no cost is lost', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(100), { minLength: 1, maxLength: 30 }),
      fc.integer({ min: 1, max: 500 }),
      fc.integer({ min: 1, max: 64 }),
      (columns, width, size) => {
        const map = { strips: [{ first: 1, last: 7, seconds: 3, columns }] };
        const blocks = costsOfBlocks(map, { first: 1, last: 7 }, { width, size });
        expect(blocks).toHaveLength(Math.ceil(width / size));
        expect(blocks.reduce((sum, cost) => sum + cost, 0)).toBeCloseTo(3);
      },
    ),
  );
});

test('without columns, or without blocks, they are not known', () => {
  const even = { strips: [{ first: 1, last: 40, seconds: 5 }] };
  const blocks = { width: 60, size: 24 };
  expect(costsOfBlocks(even, { first: 1, last: 20 }, blocks)).toEqual([1, 1, 0.5]);
  expect(imageCosts({ strips }, blocks).ofBlocks).not.toBe(null);
  expect(imageCosts(even, blocks).ofBlocks).toBe(null);
  const costs = imageCosts({ strips }, null);
  expect(costs.ofBlocks).toBe(null);
  expect([costs.height, costs.ofRow(1), costs.ofRow(40)]).toEqual([40, 1, 3]);
});

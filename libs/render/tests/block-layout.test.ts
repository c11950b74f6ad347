import { expect, test } from 'vitest';
import { BlockLayout } from '../src/index.ts';

/** An image of 50 columns, of which the rows 9 to 40 are rendered: blocks of 16 pixels, 4 side by side, in 2 rows. */
const layout = new BlockLayout({ first: 9, last: 40 }, 50, 16);
const record = { offset: 0, length: 0 };
const block = (id: number, left: number, top: number, right: number, bottom: number) => ({
  id,
  left,
  top,
  right,
  bottom,
  record,
});

test.each([
  [
    { first: 0, last: 0 },
    { rows: { first: 9, last: 24 }, columns: { first: 1, last: 16 } },
  ],
  [
    { first: 2, last: 3 },
    { rows: { first: 9, last: 24 }, columns: { first: 33, last: 50 } },
  ],
  [
    { first: 5, last: 6 },
    { rows: { first: 25, last: 40 }, columns: { first: 17, last: 48 } },
  ],
  [{ first: 3, last: 4 }, null],
  [{ first: 7, last: 8 }, null],
  [{ first: 3, last: 2 }, null],
])('blocks %o are at %o', (blocks, place) => {
  expect(layout.placeOf(blocks)).toEqual(place);
});

test('knows the blocks of a part of it by their places', () => {
  const right = new BlockLayout({ first: 25, last: 40 }, { first: 17, last: 48 }, 16);
  expect([right.columns, right.count, right.pixels]).toEqual([2, 2, 512]);
  expect(right.holds(block(1, 32, 24, 47, 39))).toBe(true);
  expect(layout.numberOf(block(1, 32, 24, 47, 39))).toBe(6);
  expect(right.numberOf(block(6, 32, 24, 47, 39))).toBe(1);
});

test.each([
  ['on another grid', block(0, 8, 8, 23, 23)],
  ['narrower', block(3, 48, 8, 48, 23)],
  ['wider than the image', block(3, 48, 8, 63, 23)],
  ['to the right of it', block(0, 64, 8, 79, 23)],
  ['above it', block(0, 0, 0, 15, 7)],
  ['below it', block(0, 0, 40, 15, 55)],
])('a block %s is none of these', (_, other) => {
  expect(layout.numberOf(other)).toBeNull();
});

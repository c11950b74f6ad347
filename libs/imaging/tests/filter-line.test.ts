import { expect, test } from 'vitest';
import { filterByPaeth, filterBySub } from '../src/filter-line.ts';
import { filters, unfilterLine } from '../src/unfilter-line.ts';

const bytes = (length: number, seed: number) =>
  Buffer.from(Array.from({ length }, (_, i) => (i * i * seed + 7 * i) % 256));

test.each([
  [3, 30],
  [6, 30],
  [1, 5],
  [4, 3],
])('a filtered line of pixels of %i bytes can be unfiltered: %i bytes', (pixel, length) => {
  const [above, line] = [bytes(length, 31), bytes(length, 17)];
  const unfiltered = Buffer.alloc(length);
  const byPaeth = Buffer.alloc(length + 1);
  filterByPaeth(line, above, byPaeth, pixel);
  expect(byPaeth[0]).toBe(filters.paeth);
  unfilterLine(byPaeth, above, unfiltered, pixel);
  expect(unfiltered).toEqual(line);
  const bySub = filterBySub(line, pixel);
  unfilterLine(bySub, above, unfiltered, pixel);
  expect(unfiltered).toEqual(line);
});

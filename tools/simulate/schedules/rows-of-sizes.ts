import type { Rows } from '@task-distributor/band';

/** Bands of these numbers of rows, from the top to the bottom. */
export function rowsOfSizes(sizes: readonly number[]): Rows[] {
  let last = 0;
  return sizes.map((size) => {
    const first = last + 1;
    last += size;
    return { first, last };
  });
}

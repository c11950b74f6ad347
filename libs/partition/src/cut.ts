import type { Rows } from '@task-distributor/band';

/**
 * A way to cut an image into bands that cover all its rows once, from the top to the bottom: one band for each share. A cut
 * takes into account what it can: `even` only the number of shares.
 * @param image its size in rows
 * @param shares the part of the work that each band shall have, in proportion to the others; from 1 to `height` of them
 * @param costOfRow the work that a row takes, in proportion to the others; missing = all take the same
 */
export type Cut = (
  image: { readonly height: number },
  shares: readonly number[],
  costOfRow?: (row: number) => number,
) => Rows[];

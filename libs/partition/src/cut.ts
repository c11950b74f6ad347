import type { Rows } from '@task-distributor/band';

/**
 * A way to cut an image into bands that cover all its rows once, from the top to the bottom: one band for each share, and
 * none of them empty.
 * @param shares the part of the work that each band shall have, in proportion to the others, above 0; from 1 to `height` of
 *   them
 * @param costOfRow the work that a row takes, in proportion to the others, 0 or more; missing = all take the same
 */
export type Cut = (image: CutImage, shares: readonly number[], costOfRow?: (row: number) => number) => Rows[];

export interface CutImage {
  /** Rows. */
  readonly height: number;
  /**
   * Rows of the grid that the renderer renders in: a band that begins or ends between two lines of the grid makes it render
   * rows that another band renders, too. 1 or missing = it renders any rows alone.
   */
  readonly grid?: number;
}

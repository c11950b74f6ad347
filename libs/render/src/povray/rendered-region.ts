import type { Rows } from '@task-distributor/band';

/**
 * The rows to render so that a band of them is right.
 * With anti-aliasing method 1 a pixel depends on its neighbours in the same block, and the grid of blocks starts at
 * the rendered region's top: the region is widened to whole blocks of the uncut image. `+ER1` means 100 %, so that a
 * region that ends in row 1 takes row 2 too.
 * @param rows the band, of an image of `height` rows
 * @param grid rows of a block; 1 where any cut gives the same pixels
 */
export function renderedRegion(rows: Rows, height: number, grid: number): Rows {
  const first = Math.floor((rows.first - 1) / grid) * grid + 1;
  const last = Math.min(Math.ceil(rows.last / grid) * grid, height);
  return { first, last: Math.min(Math.max(last, 2), height) };
}

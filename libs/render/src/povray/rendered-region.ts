import type { Rows } from '@task-distributor/band';

/**
 * The rows that must be rendered for a band.
 * With anti-aliasing method 1, a pixel depends on its neighbours in the same block, and the grid of blocks starts at the top
 * of the rendered region. So the region is extended to whole blocks of the uncut image. `+ER1` means 100 %, so a region that
 * would end in row 1 includes row 2.
 * @param rows the band, of an image of `height` rows
 * @param grid height of a block; 1 if any cut gives the same pixels
 */
export function renderedRegion(rows: Rows, height: number, grid: number): Rows {
  const first = Math.floor((rows.first - 1) / grid) * grid + 1;
  const last = Math.min(Math.ceil(rows.last / grid) * grid, height);
  return { first, last: Math.min(Math.max(last, 2), height) };
}

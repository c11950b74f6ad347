import type { Cut } from './cut.ts';
import { balance } from './balance.ts';

/**
 * Cuts an image into bands with costs in proportion to their shares: no other cut at these places would make the band that ends
 * last end earlier. Bands lie on the grid if there are at least as many rows of the grid as bands.
 */
export const splitByCost: Cut = ({ height, grid = 1 }, shares, costOfRow = () => 1) => {
  const gridRows = Math.ceil(height / grid);
  const step = gridRows >= shares.length ? grid : 1;
  const lastRow = (place: number): number => Math.min(place * step, height);
  const ends = balance(costsOfSteps(height, step, costOfRow), shares).map(lastRow);
  return ends.map((last, i) => ({ first: i === 0 ? 1 : ends[i - 1]! + 1, last }));
};

/** The cost of each `step` rows. */
function costsOfSteps(height: number, step: number, costOfRow: (row: number) => number): Float64Array {
  const costs = new Float64Array(Math.ceil(height / step));
  for (let row = 1; row <= height; row++) costs[Math.floor((row - 1) / step)]! += costOfRow(row);
  return costs;
}

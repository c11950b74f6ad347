import type { Cut } from './cut.ts';
import { splitByCost } from './split-by-cost.ts';

/**
 * Cuts an image into bands with numbers of rows in proportion to their shares. Without a grid, equal shares give bands that
 * differ by at most one row, the first ones having one more. If their number divides the height, they are the original's bands.
 */
export const splitEvenly: Cut = ({ height, grid = 1 }, shares) => {
  const areEqual = shares.every((share) => share === shares[0]);
  if (grid > 1 || !areEqual) return splitByCost({ height, grid }, shares, () => 1);
  const count = shares.length;
  const rows = Math.floor(height / count);
  const larger = height % count;
  return Array.from({ length: count }, (_, i) => ({
    first: i * rows + Math.min(i, larger) + 1,
    last: (i + 1) * rows + Math.min(i + 1, larger),
  }));
};

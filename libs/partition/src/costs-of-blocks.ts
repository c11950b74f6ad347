import { type BlockWidths, type Rows, spreadOver, type Strip } from '@task-distributor/band';
import type { CostMap } from './cost-map.ts';

/** The estimated seconds of the blocks that have these rows, from left to right. Strips without columns are even. */
export function costsOfBlocks(
  { strips }: CostMap,
  { first, last }: Rows,
  { width, size }: BlockWidths,
): number[] {
  const blocks = new Array<number>(Math.ceil(width / size)).fill(0);
  for (const strip of strips) {
    const rows = Math.min(last, strip.last) - Math.max(first, strip.first) + 1;
    if (rows <= 0) continue;
    const seconds = (strip.seconds * rows) / (strip.last - strip.first + 1);
    const shares = sharesOf(strip);
    /** Blocks in the width of a column. */
    const wide = width / size / shares.length;
    for (const [column, share] of shares.entries())
      spreadOver(blocks, { from: column * wide, to: (column + 1) * wide }, seconds * share);
  }
  return blocks;
}

function sharesOf({ columns = [1] }: Strip): number[] {
  const sum = columns.reduce((all, cost) => all + cost, 0);
  return columns.map((cost) => (sum > 0 ? cost / sum : 1 / columns.length));
}

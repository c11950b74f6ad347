import type { Rows } from '@task-distributor/band';
import type { CostMap, Strip } from './cost-map.ts';

/** Blocks that lie side by side. */
export interface BlockWidths {
  /** Columns of the image. */
  readonly width: number;
  /** Columns of a block. The last one of a row may have fewer. */
  readonly size: number;
}

/** The estimated seconds of the blocks that have these rows, from left to right; null = the map has no columns. */
export function costsOfBlocks(
  { strips }: CostMap,
  { first, last }: Rows,
  { width, size }: BlockWidths,
): number[] | null {
  const blocks = new Array<number>(Math.ceil(width / size)).fill(0);
  for (const strip of strips) {
    const rows = Math.min(last, strip.last) - Math.max(first, strip.first) + 1;
    if (rows <= 0) continue;
    if (strip.columns === undefined) return null;
    const seconds = (strip.seconds * rows) / (strip.last - strip.first + 1);
    for (const [column, share] of sharesOf(strip).entries())
      spread(blocks, { from: column, seconds: seconds * share, scale: width / size / strip.columns.length });
  }
  return blocks;
}

function sharesOf({ columns = [] }: Strip): number[] {
  const sum = columns.reduce((all, cost) => all + cost, 0);
  return columns.map((cost) => (sum > 0 ? cost / sum : 1 / columns.length));
}

/** Adds the cost of a column to the blocks that it lies in. @param scale blocks for each column */
function spread(
  blocks: number[],
  { from, seconds, scale }: { from: number; seconds: number; scale: number },
): void {
  const [left, right] = [from * scale, (from + 1) * scale];
  for (let block = Math.floor(left); block < Math.min(blocks.length, right); block += 1) {
    const overlap = Math.min(right, block + 1) - Math.max(left, block);
    if (overlap > 0) blocks[block]! += (seconds * overlap) / scale;
  }
}

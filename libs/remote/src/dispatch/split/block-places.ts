import type { Rows } from '@task-distributor/band';
import type { BlockRows } from './paced-work.ts';

type Width = Pick<BlockRows, 'blockColumns' | 'blocksWide'>;

/** How much of the width of a row of blocks its first blocks have. @param count of blocks, which may be a fraction */
export function widthOfFirst(count: number, layout: Width): number {
  const [before, wide] = [layout.blockColumns - 1, blocksWide(layout)];
  const width = count <= before ? count : before + (count - before) * (wide - before);
  return width / wide;
}

/** How many blocks, which may be a fraction, have so much of the width of a row of blocks. */
export function countWithin(width: number, layout: Width): number {
  const [before, wide] = [layout.blockColumns - 1, blocksWide(layout)];
  const blocks = width * wide;
  return blocks <= before ? blocks : before + (blocks - before) / (wide - before);
}

function blocksWide({ blockColumns, blocksWide = blockColumns }: Width): number {
  return blocksWide;
}

/** How many blocks are whole, if rounding has taken nothing away. */
export function wholeBlocks(count: number): number {
  return Math.floor(count + 1e-6);
}

/** Whether a band begins and ends where rows of the image's blocks do. @param height of the image */
export function isOnGrid(
  { first, last }: Rows,
  height: number,
  { blockRows }: Pick<BlockRows, 'blockRows'>,
): boolean {
  return (first - 1) % blockRows === 0 && (last === height || last % blockRows === 0);
}

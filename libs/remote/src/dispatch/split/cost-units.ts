import type { Rows } from '@task-distributor/band';
import { countWithin, widthOfFirst } from './block-places.ts';
import type { ImageCosts } from './row-costs.ts';
import type { BlockRows } from './paced-work.ts';

/** Parts of an image that each have a cost of their own: rows, or blocks from left to right and from the top to the bottom. */
export interface CostUnits {
  /** Seconds of a unit, from 1 on. */
  costOf(unit: number): number;
  /** How many units there are up to a row, which may be a fraction: of a row of blocks, the blocks with that share of its width. */
  placeOf(row: number): number;
  /** The row, or a fraction of one, up to which there are so many units. */
  rowAt(place: number): number;
}

export function unitsOfRows({ ofRow }: Pick<ImageCosts, 'ofRow'>): CostUnits {
  return { costOf: ofRow, placeOf: (row) => row, rowAt: (place) => place };
}

/** The blocks of a row of blocks are rendered one after the other, each with all of its rows. */
export function unitsOfBlocks(image: ImageCosts, layout: BlockSizes): CostUnits {
  const { blockRows, blockColumns } = layout;
  const lastIndex = Math.ceil(image.height / blockRows) - 1;
  const rowsOf = (index: number): Rows => ({
    first: index * blockRows + 1,
    last: Math.min(image.height, (index + 1) * blockRows),
  });
  const known: (readonly number[])[] = [];
  return {
    costOf: (unit) => {
      const index = Math.floor((unit - 1) / blockColumns);
      if (index > lastIndex) return 0;
      const costs = (known[index] ??= costsOfBlocks(image, rowsOf(index), blockColumns));
      return costs[(unit - 1) % blockColumns]!;
    },
    placeOf: (row) => {
      const index = Math.min(lastIndex, Math.floor(row / blockRows));
      const { first, last } = rowsOf(index);
      const share = Math.min(1, (row - first + 1) / (last - first + 1));
      return blockColumns * index + countWithin(share, layout);
    },
    rowAt: (place) => {
      const index = Math.min(lastIndex, Math.floor(place / blockColumns));
      const { first, last } = rowsOf(index);
      return first - 1 + widthOfFirst(place - index * blockColumns, layout) * (last - first + 1);
    },
  };
}

type BlockSizes = Pick<BlockRows, 'blockRows' | 'blockColumns' | 'blocksWide'>;

/** Seconds of the blocks that have these rows. */
function costsOfBlocks({ ofRow, ofBlocks }: ImageCosts, rows: Rows, count: number): readonly number[] {
  let seconds = 0;
  for (let row = rows.first; row <= rows.last; row += 1) seconds += usable(ofRow(row));
  const shares = ofBlocks(rows)?.map(usable) ?? [];
  const sum = shares.reduce((all, share) => all + share, 0);
  if (sum === 0 || shares.length !== count) return Array.from({ length: count }, () => seconds / count);
  return shares.map((share) => (seconds * share) / sum);
}

function usable(cost: number): number {
  return cost > 0 && cost < Infinity ? cost : 0;
}

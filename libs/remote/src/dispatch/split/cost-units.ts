import type { ImageCosts, Rows } from '@task-distributor/band';
import { countWithin, widthOfFirst } from './block-places.ts';
import type { BlockRows } from './paced-work.ts';

/** Parts of an image that each have a cost of their own: rows, or blocks from left to right and from the top to the bottom. */
export interface CostUnits {
  readonly areBlocks: boolean;
  /** Seconds of a unit, from 1 on. */
  costOf(unit: number): number;
  /** How many units there are up to a row, which may be a fraction: of a row of blocks, the blocks with that share of its width. */
  placeOf(row: number): number;
  /** The row, or a fraction of one, up to which there are so many units. */
  rowAt(place: number): number;
}

export function unitsOfRows({ ofRow }: Pick<ImageCosts, 'ofRow'>): CostUnits {
  return { areBlocks: false, costOf: ofRow, placeOf: (row) => row, rowAt: (place) => place };
}

/** Rows of blocks that all cost the same: so does each of their rows. */
export function unitsOfEvenRows(
  image: Pick<ImageCosts, 'height' | 'ofRow'>,
  { blockRows }: Pick<BlockRows, 'blockRows'>,
): CostUnits {
  const means: number[] = [];
  const meanAt = (index: number): number => {
    const rows = rowsAt(index, image.height, blockRows);
    return secondsOf(image, rows) / (rows.last - rows.first + 1);
  };
  const ofRow = (row: number): number => {
    const index = Math.floor((row - 1) / blockRows);
    return row > image.height ? 0 : (means[index] ??= meanAt(index));
  };
  return unitsOfRows({ ofRow });
}

/** The blocks of a row of blocks are rendered one after the other, each with all of its rows. */
export function unitsOfBlocks(image: KnownBlocks, layout: BlockSizes): CostUnits {
  const { blockRows, blockColumns } = layout;
  const lastIndex = Math.ceil(image.height / blockRows) - 1;
  const rowsOf = (index: number): Rows => rowsAt(index, image.height, blockRows);
  const known: (readonly number[])[] = [];
  return {
    areBlocks: true,
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

type KnownBlocks = ImageCosts & { readonly ofBlocks: (rows: Rows) => readonly number[] };
type BlockSizes = Pick<BlockRows, 'blockRows' | 'blockColumns' | 'blocksWide'>;

/** Seconds of the blocks that have these rows. */
function costsOfBlocks(image: KnownBlocks, rows: Rows, count: number): readonly number[] {
  const seconds = secondsOf(image, rows);
  const shares = image.ofBlocks(rows).map(usable);
  const sum = shares.reduce((all, share) => all + share, 0);
  if (sum === 0 || shares.length !== count) return Array.from({ length: count }, () => seconds / count);
  return shares.map((share) => (seconds * share) / sum);
}

function rowsAt(index: number, height: number, blockRows: number): Rows {
  return { first: index * blockRows + 1, last: Math.min(height, (index + 1) * blockRows) };
}

function secondsOf({ ofRow }: Pick<ImageCosts, 'ofRow'>, { first, last }: Rows): number {
  let seconds = 0;
  for (let row = first; row <= last; row += 1) seconds += usable(ofRow(row));
  return seconds;
}

function usable(cost: number): number {
  return cost > 0 && cost < Infinity ? cost : 0;
}

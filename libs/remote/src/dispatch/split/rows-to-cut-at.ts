import type { Rows } from '@task-distributor/band';
import type { BlockRows } from './paced-work.ts';

/** Where a band can be cut. */
export interface CuttableRows {
  readonly rows: Rows;
  /** The rows up to this one, which may be a fraction, are finished. */
  readonly at: number;
  /** The last row of one of its block rows. */
  readonly blockEnd: number;
}

/** First and last row that can become the band's last one; null = it has only one block row left. The one that is being rendered is finished. */
export function rowsToCutAt({ rows, at, blockEnd }: CuttableRows, { blockRows }: BlockRows): Rows | null {
  const first = blockEndBefore(at, blockEnd, blockRows) + blockRows;
  const last = blockEndBefore(rows.last - 1, blockEnd, blockRows);
  return first > last ? null : { first, last };
}

/** The last row of the last block row that ends at this row or before it. */
export function blockEndBefore(row: number, blockEnd: number, blockRows: number): number {
  return blockEnd + Math.floor((Math.floor(row) - blockEnd) / blockRows) * blockRows;
}

import type { Rows } from '@task-distributor/band';
import type { BlockLayout } from '@task-distributor/render';

/** What is known of a region's finished blocks. */
interface Finished {
  readonly layout: BlockLayout;
  /** The highest number of a finished block; -1 = none. */
  readonly highest: number;
}

/**
 * Where a running band can end instead: at the end of a row of blocks, not before the row that is asked for, and not above
 * blocks that are finished or may have begun. Renderers begin blocks in order, so besides those up to the highest that is
 * finished, each thread may have begun one.
 * @param rows the band
 * @param asked the last row to keep
 * @returns the new last row; null = the band keeps all its rows
 */
export function cutEnd(asked: number, rows: Rows, finished: Finished, threads: number): number | null {
  const { layout, highest } = finished;
  const wanted = Math.floor((asked - layout.region.first) / layout.size);
  const begun = Math.floor((highest + threads) / layout.columns);
  const end = layout.lastRow(Math.max(wanted, begun, 0));
  return end >= rows.first && end < rows.last ? end : null;
}

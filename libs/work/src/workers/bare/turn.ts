import type { Rows } from '@task-distributor/band';
import { isSmall } from './bare-last-run.ts';
import type { CountedBlocks } from './counted-blocks.ts';

/** Why a run may not go on: everything is rendered; the rows that are wanted are finished; others have rendered what comes next. */
export type Turn = 'finished' | 'short' | 'lent';

interface BandSoFar {
  readonly rows: Rows;
  /** Before it was cut short. */
  readonly planned: Rows;
  /** By their numbers: blocks that others have rendered. */
  readonly lent: ReadonlyMap<number, unknown>;
  /** Whether the part is made from blocks. */
  readonly isDirect: boolean;
}

/** What is to follow when these blocks are finished; null = the run goes on. */
export function turnAt(
  blocks: CountedBlocks,
  { rows, planned, lent, isDirect }: BandSoFar,
): Exclude<Turn, 'finished'> | null {
  const { layout, lastRow, next } = blocks;
  const isCut = rows.last < Math.min(planned.last, layout.region.last);
  if (isCut && lastRow >= rows.last) return 'short';
  if (!lent.has(next) || !isSmall(layout.pixels)) return null;
  return isDirect && areThere(blocks, rows, lent) ? 'short' : 'lent';
}

/** Whether the host and others have finished all blocks of the rows. */
function areThere(
  { layout: { region, size, columns }, next }: CountedBlocks,
  { last }: Rows,
  lent: BandSoFar['lent'],
): boolean {
  const count = columns * Math.ceil((last - region.first + 1) / size);
  for (let id = next; id < count; id += 1) if (!lent.has(id)) return false;
  return true;
}

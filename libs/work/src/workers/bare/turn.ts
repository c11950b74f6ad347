import type { Rows } from '@task-distributor/band';
import { isSmall } from './bare-last-run.ts';
import type { CountedBlocks } from './counted-blocks.ts';
import type { LentOfBand } from './lent-blocks.ts';

/** Why a run may not go on: everything is rendered; the rows that are wanted are finished; others have rendered what comes next. */
export type Turn = 'finished' | 'short' | 'lent';

interface BandSoFar {
  readonly rows: Rows;
  /** Before it was cut short. */
  readonly planned: Rows;
  readonly lent: LentOfBand;
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
  if (!lent.there.has(next) || !isSmall(layout.pixels)) return null;
  if (!isDirect) return 'lent';
  const left = blocksLeft(blocks, rows);
  if (left.every((id) => lent.there.has(id))) return 'short';
  // Others have begun all that is left. Another launch would take as long as they will.
  if (left.every((id) => lent.there.has(id) || lent.isComing(id))) return null;
  return 'lent';
}

/** The blocks of the rows that may not be finished. */
function blocksLeft({ layout: { region, size, columns }, next }: CountedBlocks, { last }: Rows): number[] {
  const count = columns * Math.ceil((last - region.first + 1) / size);
  return Array.from({ length: Math.max(0, count - next) }, (_, i) => next + i);
}

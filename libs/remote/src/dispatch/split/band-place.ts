import type { Rows } from '@task-distributor/band';
import type { AttemptProgress } from '../../worker.ts';

/** How far a running band has come. */
export class BandPlace {
  rows: Rows;
  /** Rows up to this one, which may be a fraction, are finished. */
  row: number;
  /** Where it was at its first report. */
  firstRow: number;
  /** The last row of one of its block rows. */
  blockEnd: number;

  constructor(rows: Rows) {
    this.rows = rows;
    this.row = rows.first - 1;
    this.firstRow = this.row;
    this.blockEnd = this.row;
  }

  /** How much of it has been finished since its first report. */
  get share(): number {
    return (this.row - this.firstRow) / (this.rows.last - this.rows.first + 1);
  }

  /** It begins where it is. */
  begins(): void {
    this.firstRow = this.row;
  }

  /** @param end of its own rows @returns the row where it was before */
  progressed({ lastRow, percent }: AttemptProgress, end: number): number {
    const before = this.row;
    const { first, last } = this.rows;
    if (lastRow !== null && lastRow < last) this.blockEnd = lastRow;
    const reached = first - 1 + ((last - first + 1) * percent) / 100;
    // Blocks that others have finished count in the percentage.
    this.row = Math.min(end, Math.max(before, reached, lastRow ?? 0));
    return before;
  }

  cut(kept: Rows): void {
    this.rows = kept;
    this.row = Math.min(this.row, kept.last);
    this.blockEnd = kept.last;
  }
}

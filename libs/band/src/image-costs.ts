import type { Rows } from './rows.ts';

/** Rows, and the estimated seconds for all of them together. */
export interface Strip extends Rows {
  readonly seconds: number;
  /** What parts of these rows that are equally wide cost in proportion to each other, from left to right; missing = not known. */
  readonly columns?: readonly number[];
}

/** What an image costs, on a host of weight 1. */
export interface ImageCosts {
  /** Rows of the image. */
  readonly height: number;
  /** Seconds of a row, from 1 on. */
  ofRow(row: number): number;
  /**
   * What the blocks that have these rows cost in proportion to each other, from left to right; null = as far as is known, all cost the
   * same.
   */
  readonly ofBlocks: ((rows: Rows) => readonly number[]) | null;
}

/** Blocks that lie side by side. */
export interface BlockWidths {
  /** Columns of the image. */
  readonly width: number;
  /** Columns of a block. The last one of a row may have fewer. */
  readonly size: number;
}

import type { Rows } from '@task-distributor/band';
import type { StateBlock } from './state-format.ts';

/** The blocks of a rendered region: squares, numbered row by row from its top left. */
export class BlockLayout {
  readonly region: Rows;
  readonly #width: number;
  /** Pixels of a block's side. */
  readonly size: number;

  constructor(region: Rows, width: number, size: number) {
    this.region = region;
    this.#width = width;
    this.size = size;
  }

  /** How many are side by side. */
  get columns(): number {
    return Math.ceil(this.#width / this.size);
  }

  get count(): number {
    return this.columns * Math.ceil((this.region.last - this.region.first + 1) / this.size);
  }

  /** Pixels of the region. */
  get pixels(): number {
    return this.#width * (this.region.last - this.region.first + 1);
  }

  /** The last row of the image in a row of blocks, counted from 0. */
  lastRow(blockRow: number): number {
    return Math.min(this.region.first + (blockRow + 1) * this.size - 1, this.region.last);
  }

  /** Whether a finished block is one of these, as a whole. */
  holds({ id, left, top, right, bottom }: StateBlock): boolean {
    const blockRow = Math.floor(id / this.columns);
    const x = (id % this.columns) * this.size;
    return (
      id < this.count &&
      left === x &&
      right === Math.min(x + this.size, this.#width) - 1 &&
      top === this.region.first - 1 + blockRow * this.size &&
      bottom === this.lastRow(blockRow) - 1
    );
  }
}

import type { Rows } from '@task-distributor/band';
import type { StateBlock } from './state-format.ts';

/** Columns of an image: 1-based, both ends included. */
export interface Columns {
  readonly first: number;
  readonly last: number;
}

/** The numbers of blocks that follow each other in a rendered region: from 0 on, both ends included. */
export interface BlockNumbers {
  readonly first: number;
  readonly last: number;
}

/** The blocks of a rendered region: squares, numbered row by row from its top left. */
export class BlockLayout {
  readonly region: Rows;
  /** Pixels of a block's side. */
  readonly size: number;
  readonly #columns: Columns;

  /** @param columns of the image; a number = all of an image of this width */
  constructor(region: Rows, columns: Columns | number, size: number) {
    this.region = region;
    this.#columns = typeof columns === 'number' ? { first: 1, last: columns } : columns;
    this.size = size;
  }

  /** How many are side by side. */
  get columns(): number {
    return Math.ceil(this.width / this.size);
  }

  /** Pixels of a line of the region. */
  get width(): number {
    return this.#columns.last - this.#columns.first + 1;
  }

  get count(): number {
    return this.columns * Math.ceil((this.region.last - this.region.first + 1) / this.size);
  }

  /** Pixels of the region. */
  get pixels(): number {
    return this.width * (this.region.last - this.region.first + 1);
  }

  /** Pixels of a block. @param id its number */
  pixelsOf(id: number): number {
    const row = Math.floor(id / this.columns);
    const top = this.region.first + row * this.size;
    const left = this.#left(id);
    return (this.lastRow(row) - top + 1) * (Math.min(left + this.size, this.#columns.last) - left);
  }

  /** The last row of the image in a row of blocks, counted from 0. */
  lastRow(blockRow: number): number {
    return Math.min(this.region.first + (blockRow + 1) * this.size - 1, this.region.last);
  }

  /** Whether a finished block is one of these, as a whole. */
  holds(block: StateBlock): boolean {
    return block.id < this.count && this.#isAt(block.id, block);
  }

  /** The number that a block of another region of the same image has here; null = it is not one of these, as a whole. */
  numberOf(block: StateBlock): number | null {
    const blockRow = Math.floor((block.top + 1 - this.region.first) / this.size);
    const column = Math.floor((block.left + 1 - this.#columns.first) / this.size);
    const id = blockRow * this.columns + column;
    return id >= 0 && id < this.count && column < this.columns && this.#isAt(id, block) ? id : null;
  }

  /**
   * Where blocks are in the image.
   * @returns null = they are not in one row of blocks of this region
   */
  placeOf({ first, last }: BlockNumbers): { rows: Rows; columns: Columns } | null {
    const blockRow = Math.floor(first / this.columns);
    if (last < first || last >= this.count || Math.floor(last / this.columns) !== blockRow) return null;
    return {
      rows: { first: this.region.first + blockRow * this.size, last: this.lastRow(blockRow) },
      columns: {
        first: this.#left(first) + 1,
        last: Math.min(this.#left(last) + this.size, this.#columns.last),
      },
    };
  }

  #isAt(id: number, { left, top, right, bottom }: StateBlock): boolean {
    const blockRow = Math.floor(id / this.columns);
    const x = this.#left(id);
    return (
      left === x &&
      right === Math.min(x + this.size, this.#columns.last) - 1 &&
      top === this.region.first - 1 + blockRow * this.size &&
      bottom === this.lastRow(blockRow) - 1
    );
  }

  /** Pixels of the image to the left of a block. */
  #left(id: number): number {
    return this.#columns.first - 1 + (id % this.columns) * this.size;
  }
}

import type { Rows } from '@task-distributor/band';
import { type CostMap, costOfRow } from '@task-distributor/partition';

export interface PictureOptions {
  /** Rows. */
  readonly height: number;
  /** Seconds that all rows together take on a host of speed 1. */
  readonly seconds: number;
  /** Rows of a block of the renderer. */
  readonly blockRows: number;
  /**
   * Whether a band has to be widened to whole block rows of the picture, as POV-Ray's `+AM1` needs it. Otherwise, the block rows of
   * a band begin with its first row.
   */
  readonly isAligned: boolean;
}

/** What the rows of a picture take to render. */
export class Picture {
  readonly height: number;
  readonly blockRows: number;
  readonly isAligned: boolean;
  /** Number of blocks in a row of blocks. All of them take the same time. */
  readonly columns: number;
  /** Seconds of all rows up to each row. */
  readonly #sums: Float64Array;

  /** @param map of the same scene in any size */
  constructor(map: CostMap, { height, seconds, blockRows, isAligned }: PictureOptions) {
    this.height = height;
    this.blockRows = blockRows;
    this.isAligned = isAligned;
    this.columns = Math.ceil((height * aspectRatio) / blockRows);
    const cost = costOfRow(map);
    const mapped = map.strips.at(-1)!.last;
    const sums = new Float64Array(height + 1);
    for (let row = 1; row <= height; row += 1)
      sums[row] = sums[row - 1]! + cost(Math.ceil(((row - 0.5) * mapped) / height));
    const scale = seconds / sums[height]!;
    this.#sums = sums.map((sum) => sum * scale);
  }

  get seconds(): number {
    return this.#sums[this.height]!;
  }

  /** Rows between two places where cutting costs nothing. */
  get grid(): number {
    return this.isAligned ? this.blockRows : 1;
  }

  /** @returns seconds on a host of speed 1 */
  secondsOf({ first, last }: Rows): number {
    return this.#sums[last]! - this.#sums[first - 1]!;
  }

  /** Number of the smallest bands. */
  get pieces(): number {
    return Math.ceil(this.height / this.grid);
  }

  /** Number of the smallest blocks, which cannot be cut: those of the smallest bands. */
  get blocks(): number {
    return this.pieces * this.columns;
  }

  /** Seconds of the most expensive of these blocks. */
  get largestBlock(): number {
    let largest = 0;
    for (let first = 1; first <= this.height; first += this.grid) {
      const last = Math.min(this.height, first + this.grid - 1);
      largest = Math.max(largest, this.secondsOf({ first, last }));
    }
    return largest / this.columns;
  }

  /** The rows that are rendered for a band, in block rows. */
  *blockRowsOf({ first, last }: Rows): Generator<Rows> {
    const size = this.blockRows;
    const start = this.isAligned ? Math.floor((first - 1) / size) * size + 1 : first;
    const end = this.isAligned ? Math.min(this.height, Math.ceil(last / size) * size) : last;
    for (let row = start; row <= end; row += size) yield { first: row, last: Math.min(row + size - 1, end) };
  }
}

/** Of width to height. */
const aspectRatio = 4 / 3;

import type { BlockWidths, ImageCosts, Rows } from '@task-distributor/band';
import { type CostMap, costOfRow, costsOfBlocks, imageCosts } from '@task-distributor/partition';
import { type BlockSums, evenSums, sumsOf } from './block-sums.ts';

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
  /** Number of blocks in a row of blocks. */
  readonly columns: number;
  /** Seconds of all rows up to each row. */
  readonly #sums: Float64Array;
  readonly #map: CostMap;

  /** @param map of the same scene in any size */
  constructor(map: CostMap, { height, seconds, blockRows, isAligned }: PictureOptions) {
    this.height = height;
    this.blockRows = blockRows;
    this.isAligned = isAligned;
    this.columns = Math.ceil((height * aspectRatio) / blockRows);
    this.#map = map;
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

  /** How the renderer divides it into blocks. */
  get layout(): { blockRows: number; blockColumns: number; blocksWide: number; grid: number } {
    const { blockRows, columns, grid } = this;
    return { blockRows, blockColumns: columns, blocksWide: (this.height * aspectRatio) / blockRows, grid };
  }

  /** Rows between two places where cutting costs nothing. */
  get grid(): number {
    return this.isAligned ? this.blockRows : 1;
  }

  /** @returns seconds on a host of speed 1 */
  secondsOf({ first, last }: Rows): number {
    return this.#sums[last]! - this.#sums[first - 1]!;
  }

  /**
   * Seconds of the blocks of a row of blocks on a host of speed 1, from left to right. Where a band may lie anywhere, all take the
   * same time.
   */
  secondsOfBlocks(rows: Rows): number[] {
    if (this.isAligned) return this.#secondsOf(rows, this.#blocks);
    return new Array<number>(this.columns).fill(this.secondsOf(rows) / this.columns);
  }

  sumsOfBlocks(rows: Rows): BlockSums {
    if (this.isAligned) return sumsOf(this.secondsOfBlocks(rows));
    return evenSums(this.columns, this.secondsOf(rows) / this.columns);
  }

  /** Seconds of equally wide parts of these rows. */
  secondsOfColumns(rows: Rows, count: number): number[] {
    return this.#secondsOf(rows, { width: count, size: 1 });
  }

  #secondsOf(rows: Rows, widths: BlockWidths): number[] {
    const seconds = this.secondsOf(rows);
    const mapped = this.#map.strips.at(-1)!.last / this.height;
    const inMap = {
      first: Math.floor((rows.first - 1) * mapped) + 1,
      last: Math.max(1, Math.ceil(rows.last * mapped)),
    };
    const parts = costsOfBlocks(this.#map, inMap, widths);
    const sum = parts.reduce((all, part) => all + part, 0);
    if (sum === 0) return parts.map(() => seconds / parts.length);
    return parts.map((part) => (seconds * part) / sum);
  }

  /** What a planner knows that has this estimate of the picture. */
  costsBy(estimate: CostMap): ImageCosts {
    return imageCosts(estimate, this.isAligned ? this.#blocks : null);
  }

  get #blocks(): BlockWidths {
    return { width: this.height * aspectRatio, size: this.blockRows };
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
      largest = Math.max(largest, this.#dearestOf({ first, last }));
    }
    return largest;
  }

  #dearestOf(rows: Rows): number {
    return this.isAligned ? Math.max(...this.secondsOfBlocks(rows)) : this.secondsOf(rows) / this.columns;
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

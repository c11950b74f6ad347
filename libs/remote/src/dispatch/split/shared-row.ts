import type { Rows } from '@task-distributor/band';
import type { Blocks } from '../../worker.ts';
import type { BlockRows } from './paced-work.ts';
import type { RowCosts } from './row-costs.ts';

/** The last row of blocks of a band, whose right end can be lent to other hosts. */
export class SharedRow {
  readonly #columns: number;
  /** Number of its first block in the band's region, from 1 on. */
  readonly #firstBlock: number;
  /** Its rows of the image. */
  readonly #rows: Rows;
  /** How many of its blocks, from the left, are the band's own. */
  #own: number;
  /** Those that were lent in vain, and can be lent again. */
  readonly #returned: Blocks[] = [];

  constructor({ first, last }: Rows, layout: BlockRows) {
    const { blockRows, blockColumns } = layout;
    const top = topOf(first, layout);
    const row = Math.floor((last - top) / blockRows);
    this.#columns = blockColumns;
    this.#own = blockColumns;
    this.#firstBlock = row * blockColumns + 1;
    this.#rows = { first: top + row * blockRows, last };
  }

  holds({ first, last }: Blocks): boolean {
    return first >= this.#firstBlock && last < this.#firstBlock + this.#columns;
  }

  /** Others had finished these of its blocks before the band was begun. What is missing between them can be lent. */
  areFinished(blocks: readonly Blocks[]): void {
    let next: number | null = null;
    for (const { first, last } of [...blocks].sort((a, b) => a.first - b.first)) {
      if (next === null) this.#own = first - this.#firstBlock;
      else if (first > next) this.#returned.push({ first: next, last: first - 1 });
      next = Math.max(next ?? 0, last + 1);
    }
    const end = this.#firstBlock + this.#columns;
    if (next !== null && next < end) this.#returned.push({ first: next, last: end - 1 });
  }

  get isLent(): boolean {
    return this.#own < this.#columns;
  }

  /** The row up to which the band's own blocks go, as a fraction. */
  get ownEnd(): number {
    return this.#rows.first - 1 + (this.#own / this.#columns) * this.#height;
  }

  costOfBlock(costs: RowCosts): number {
    return costs.between(this.#rows.first - 1, this.#rows.last) / this.#columns;
  }

  /** Cost of the blocks that the band has to render although they were lent. */
  costOfReturned(costs: RowCosts): number {
    if (this.#returned.length === 0) return 0;
    return this.#returned.reduce((sum, blocks) => sum + countOf(blocks), 0) * this.costOfBlock(costs);
  }

  /** How many blocks can be lent if the band has come to this row. The one that is being rendered stays. */
  lendable(row: number): number {
    const returned = this.#returned.at(-1);
    if (returned !== undefined) return countOf(returned);
    const finished = ((row - this.#rows.first + 1) / this.#height) * this.#columns;
    return Math.max(0, this.#own - Math.floor(Math.max(0, finished)) - 1);
  }

  lend(count: number): Blocks {
    const returned = this.#returned.pop();
    if (returned !== undefined) return this.#lendAgain(returned, count);
    this.#own -= count;
    const first = this.#firstBlock + this.#own;
    return { first, last: first + count - 1 };
  }

  returned(blocks: Blocks): void {
    this.#returned.push(blocks);
  }

  #lendAgain({ first, last }: Blocks, count: number): Blocks {
    const from = last - count + 1;
    if (from > first) this.#returned.push({ first, last: from - 1 });
    return { first: from, last };
  }

  get #height(): number {
    return this.#rows.last - this.#rows.first + 1;
  }
}

/** The first row of the image that is rendered for a band. @param first row of the band */
export function topOf(first: number, { grid }: Pick<BlockRows, 'grid'>): number {
  return Math.floor((first - 1) / grid) * grid + 1;
}

function countOf({ first, last }: Blocks): number {
  return last - first + 1;
}

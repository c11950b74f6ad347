import type { Rows } from '@task-distributor/band';
import type { Blocks } from '../../worker.ts';
import { countWithin, wholeBlocks, widthOfFirst } from './block-places.ts';
import type { BlockRows } from './paced-work.ts';
import type { RowCosts } from './row-costs.ts';
import type { RowSpan } from './work-done.ts';

/** The last row of blocks of a band, whose right end can be lent to other hosts. */
export class SharedRow {
  readonly #layout: BlockRows;
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
    this.#layout = layout;
    this.#own = blockColumns;
    this.#firstBlock = row * blockColumns + 1;
    this.#rows = { first: top + row * blockRows, last };
  }

  holds({ first, last }: Blocks): boolean {
    return first >= this.#firstBlock && last < this.#end;
  }

  /** Others had finished these of its blocks before the band was begun. What is missing between them can be lent. */
  areFinished(blocks: readonly Blocks[]): void {
    let next: number | null = null;
    for (const { first, last } of [...blocks].sort((a, b) => a.first - b.first)) {
      if (next === null) this.#own = first - this.#firstBlock;
      else if (first > next) this.#returned.push({ first: next, last: first - 1 });
      next = Math.max(next ?? 0, last + 1);
    }
    if (next !== null && next < this.#end) this.#returned.push({ first: next, last: this.#end - 1 });
  }

  get isLent(): boolean {
    return this.#own < this.#layout.blockColumns;
  }

  /** The band has come at least to this row: it has lent blocks of the next one. */
  get reached(): number {
    return this.isLent ? this.#rows.first - 1 : 0;
  }

  /** The row up to which the band's own blocks go, as a fraction. */
  get ownEnd(): number {
    return this.#rowBefore(this.#firstBlock + this.#own);
  }

  /** @param blocks of this row; numbers may be fractions */
  spanOf({ first, last }: Blocks): RowSpan {
    return { from: this.#rowBefore(first), to: this.#rowBefore(last + 1) };
  }

  /** The blocks that the band has to render although they were lent. @param more of them */
  spansOf(more: readonly Blocks[]): RowSpan[] {
    return [...this.#returned, ...more].map((blocks) => this.spanOf(blocks));
  }

  costOf(blocks: Blocks, costs: RowCosts): number {
    const { from, to } = this.spanOf(blocks);
    return costs.between(from, to);
  }

  /** Cost of the blocks that the band has to render although they were lent. */
  costOfReturned(costs: RowCosts): number {
    return this.#returned.reduce((sum, blocks) => sum + this.costOf(blocks, costs), 0);
  }

  /** The blocks that can be lent if the band has come to this row, the last ones first. The one that is being rendered stays. */
  lendable(row: number): Blocks {
    const returned = this.#returned.at(-1);
    if (returned !== undefined) return returned;
    const finished = countWithin(Math.max(0, row - this.#rows.first + 1) / this.#height, this.#layout);
    const next = this.#firstBlock + wholeBlocks(finished) + 1;
    return { first: next, last: this.#firstBlock + this.#own - 1 };
  }

  /** The block, as a fraction, that a host has come to which has finished this share of the pixels of some. */
  blockAfter({ first, last }: Blocks, share: number): number {
    const [from, to] = [first, last + 1].map((block) => widthOfFirst(block - this.#firstBlock, this.#layout));
    return this.#firstBlock + countWithin(from! + share * (to! - from!), this.#layout);
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

  /** The row, as a fraction, up to which the blocks before this one go. */
  #rowBefore(block: number): number {
    return this.#rows.first - 1 + widthOfFirst(block - this.#firstBlock, this.#layout) * this.#height;
  }

  /** Number of the first block after the row. */
  get #end(): number {
    return this.#firstBlock + this.#layout.blockColumns;
  }

  get #height(): number {
    return this.#rows.last - this.#rows.first + 1;
  }
}

/** The first row of the image that is rendered for a band. @param first row of the band */
export function topOf(first: number, { grid }: Pick<BlockRows, 'grid'>): number {
  return Math.floor((first - 1) / grid) * grid + 1;
}

import type { Rows } from '@task-distributor/band';
import type { Blocks } from '../../worker.ts';
import type { BlockRows } from './paced-work.ts';
import { SharedRow, topOf } from './shared-row.ts';

/** Finished blocks of what is rendered for a band. */
export interface FoundBlocks {
  /** The first row of the image that is rendered for the band. */
  readonly top: number;
  readonly blocks: Blocks;
}

/** Blocks that are there for bands: of use to the next attempt, if one fails or the job goes on later. */
export class GivenBlocks {
  readonly #layout: BlockRows;
  readonly #byTop = new Map<number, Blocks[]>();

  /** @param found those that an earlier run of the job has left */
  constructor(layout: BlockRows, found: readonly FoundBlocks[]) {
    this.#layout = layout;
    for (const { top, blocks } of found) this.#add(top, blocks);
  }

  add({ first }: Rows, blocks: Blocks): void {
    this.#add(topOf(first, this.#layout), blocks);
  }

  /** Those in the last row of blocks of a band. */
  of(rows: Rows): Blocks[] {
    const row = new SharedRow(rows, this.#layout);
    return (this.#byTop.get(topOf(rows.first, this.#layout)) ?? []).filter((blocks) => row.holds(blocks));
  }

  #add(top: number, blocks: Blocks): void {
    this.#byTop.set(top, [...(this.#byTop.get(top) ?? []), blocks]);
  }
}

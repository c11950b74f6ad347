import type { BlockLayout, StateBlock } from '@task-distributor/render';

/** Counts the finished blocks of a region. Several threads finish them in any order. */
export class FinishedBlocks {
  readonly layout: BlockLayout;
  /** Whether all were blocks of the region, each once. */
  isSound = true;
  /** The highest number of a finished block; -1 = none. */
  highest = -1;
  readonly #ids = new Set<number>();
  #next = 0;

  constructor(layout: BlockLayout) {
    this.layout = layout;
  }

  add(block: StateBlock): void {
    if (!this.layout.holds(block) || this.#ids.has(block.id)) this.isSound = false;
    this.#ids.add(block.id);
    this.highest = Math.max(this.highest, block.id);
    while (this.#ids.has(this.#next)) this.#next += 1;
  }

  /** The lowest number of a block that is not finished. */
  get next(): number {
    return this.#next;
  }

  /** The last row of those in the image that are finished from the top of the region on; 0 = none. */
  get lastRow(): number {
    const blockRows = Math.floor(this.#next / this.layout.columns);
    return blockRows === 0 ? 0 : this.layout.lastRow(blockRows - 1);
  }

  /** The share of the region's blocks down to a row that is finished. */
  shareTo(last: number): number {
    const { region, size, columns } = this.layout;
    const blocks = columns * Math.ceil((last - region.first + 1) / size);
    let finished = 0;
    for (const id of this.#ids) if (id < blocks) finished += 1;
    return finished / blocks;
  }
}

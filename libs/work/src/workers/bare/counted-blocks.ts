import type { BlockLayout } from '@task-distributor/render';

/**
 * Which blocks of a region are finished, as far as the number of finished pixels tells: renderers begin the blocks that are missing in
 * order.
 */
export class CountedBlocks {
  readonly layout: BlockLayout;
  readonly #threads: number;
  readonly #given: ReadonlySet<number>;
  /** Missing blocks that were finished, if they were finished in order. */
  #next = 0;
  /** Pixels of the missing blocks before `#next`. */
  #counted = 0;
  #done = 0;
  #finished = 0;
  readonly #highestGiven: number;

  /** @param threads each can have begun a block, while later ones are finished @param given numbers of blocks that were there before */
  constructor(layout: BlockLayout, threads: number, given: ReadonlySet<number> = new Set()) {
    this.layout = layout;
    this.#threads = threads;
    this.#given = given;
    this.#highestGiven = Math.max(-1, ...given);
    this.#skipGiven();
  }

  /** @param done finished pixels of the region, without those that were given */
  count(done: number): void {
    this.#done = done;
    while (this.#next < this.layout.count && this.#counted + this.#pixelsOf(this.#next) <= done) {
      this.#counted += this.#pixelsOf(this.#next);
      this.#finished += 1;
      this.#next += 1;
      this.#skipGiven();
    }
  }

  /** No block has been begun beyond the next ones after it, one for each thread; -1 = none is finished. */
  get highest(): number {
    return Math.max(this.#lastBegun() - this.#threads, this.#next - 1, this.#highestGiven);
  }

  /** The lowest number of a block that may not be finished. */
  get next(): number {
    if (this.#next >= this.layout.count) return this.#next;
    // Each of the other threads may have finished a later block in place of it.
    let left = this.#threads - 1;
    let next = this.#next;
    while (left > 0 && next > 0) {
      next -= 1;
      if (!this.#given.has(next)) left -= 1;
    }
    return next;
  }

  /** The last row of those that are certain to be finished from the top of the region on; 0 = none. */
  get lastRow(): number {
    const rows = Math.floor(this.next / this.layout.columns);
    return rows === 0 ? 0 : this.layout.lastRow(rows - 1);
  }

  /** The share of the region's blocks down to a row that is finished. */
  shareTo(last: number): number {
    const { region, size, columns } = this.layout;
    const blocks = columns * Math.ceil((last - region.first + 1) / size);
    let finished = this.#finished;
    for (const id of this.#given) if (id < blocks) finished += 1;
    return Math.min(1, finished / blocks);
  }

  /** All blocks up to it are finished, but at most one for each thread. */
  #lastBegun(): number {
    const { size, count } = this.layout;
    const left = this.#done - this.#counted + this.#threads * size * size;
    let last = this.#next - 1;
    for (let [id, pixels] = [this.#next, 0]; id < count; id += 1) {
      if (this.#given.has(id)) continue;
      pixels += this.#pixelsOf(id);
      if (pixels > left) break;
      last = id;
    }
    return last;
  }

  #skipGiven(): void {
    while (this.#given.has(this.#next)) this.#next += 1;
  }

  #pixelsOf(id: number): number {
    return this.layout.pixelsOf(id);
  }
}

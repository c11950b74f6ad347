import type { BlockLayout } from '@task-distributor/render';

/** Blocks of a job's bands that hosts have rendered for the hosts that render the bands: records of state files. */
export class LentBlocks {
  readonly #records = new Map<number, Map<number, Buffer>>();

  /** @param band its region; it begins in the same row, wherever it ends */
  add({ region }: BlockLayout, records: ReadonlyMap<number, Buffer>): void {
    this.#records.set(region.first, new Map([...this.of(region.first), ...records]));
  }

  /** By the blocks' numbers in the band's region. @param first row of that region */
  of(first: number): ReadonlyMap<number, Buffer> {
    return this.#records.get(first) ?? new Map();
  }
}

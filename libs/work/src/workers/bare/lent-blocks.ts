import type { Blocks } from '@task-distributor/remote';
import type { BlockLayout } from '@task-distributor/render';

/** Blocks that hosts render for a host that renders their band. */
export interface LentOfBand {
  /** Records of state files, by the blocks' numbers in the band's region. */
  readonly there: ReadonlyMap<number, Buffer>;
  /** Whether a host is rendering this one, or is about to. */
  isComing(id: number): boolean;
}

/** Blocks of a job's bands that hosts have rendered for the hosts that render the bands, or are rendering. */
export class LentBlocks {
  readonly #bands = new Map<number, LentInBand>();

  /**
   * A host renders blocks.
   * @param band its region; it begins in the same row, wherever it ends
   * @param blocks those that are wanted now, counted from 1 in that region
   * @returns call it when the host has ended, in whatever way
   */
  begin({ region }: BlockLayout, blocks: () => Blocks): () => void {
    const { coming } = this.#of(region.first);
    coming.add(blocks);
    return () => coming.delete(blocks);
  }

  add({ region }: BlockLayout, records: ReadonlyMap<number, Buffer>): void {
    const { there } = this.#of(region.first);
    for (const [id, record] of records) there.set(id, record);
  }

  /** @param first row of the band's region */
  of(first: number): LentOfBand {
    return this.#of(first);
  }

  #of(first: number): LentInBand {
    const band = this.#bands.get(first) ?? new LentInBand();
    this.#bands.set(first, band);
    return band;
  }
}

class LentInBand implements LentOfBand {
  readonly there = new Map<number, Buffer>();
  readonly coming = new Set<() => Blocks>();

  isComing(id: number): boolean {
    return [...this.coming].some((blocks) => {
      const { first, last } = blocks();
      return first <= id + 1 && id + 1 <= last;
    });
  }
}

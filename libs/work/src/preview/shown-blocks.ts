import { encodeRgba } from '@task-distributor/imaging';
import type { Rows } from '@task-distributor/band';
import type { StateFormat } from '@task-distributor/render';
import type { StateFollower } from '../agent/state/state-follower.ts';
import { BlockPicture } from './block-picture.ts';

/** The finished blocks of some rows as a small picture. They can come from the state files of several runs, one after the other. */
export class ShownBlocks {
  readonly rows: Rows;
  readonly #picture: BlockPicture;
  readonly #states: StateFormat;
  readonly #ids = new Set<number>();
  #state: StateFollower | null = null;
  /** How many blocks of the present file have been looked at. */
  #seen = 0;

  /** @param width of the image */
  constructor(width: number, rows: Rows, states: StateFormat) {
    this.rows = rows;
    this.#picture = new BlockPicture(width, rows);
    this.#states = states;
  }

  /** Whether blocks of this file are at the same places as those that are in the picture. */
  fits({ finished: { layout } }: StateFollower): boolean {
    const known = this.#state?.finished.layout;
    return known === undefined || (known.region.first === layout.region.first && known.size === layout.size);
  }

  /**
   * Adds what is new in a state file, but not more blocks at once than take little time.
   * @returns whether there was something
   */
  add(state: StateFollower): boolean {
    if (state !== this.#state) this.#seen = 0;
    this.#state = state;
    state.poll();
    if (!state.isUsable) return false;
    const before = this.#ids.size;
    const { blocks } = state.reader;
    const end = Math.min(blocks.length, this.#seen + blocksAtOnce);
    for (; this.#seen < end; this.#seen += 1) {
      const block = blocks[this.#seen]!;
      if (this.#ids.has(block.id)) continue;
      const { offset, length } = block.record;
      const record = state.read(offset, length);
      const samples = record.length === length ? this.#states.pixels(record) : null;
      if (samples === null) continue;
      this.#picture.add(block, samples);
      this.#ids.add(block.id);
    }
    return this.#ids.size > before;
  }

  png(): Buffer {
    const { width, height } = this.#picture;
    return encodeRgba(width, height, this.#picture.rgba());
  }
}

const blocksAtOnce = 2_000;

import { rmSync } from 'node:fs';
import type { BlockLayout, StateBlock, StateFormat } from '@task-distributor/render';
import type { StateFollower } from '../state/state-follower.ts';
import { KeptFile } from './kept-file.ts';
import { blockOf } from './record-block.ts';
import type { StateStore } from './state-store.ts';
import { type StateRecords, type StoredRecord, writeState } from './write-state.ts';

/**
 * Keeps the finished blocks of a band for a later attempt at it. Whatever fails here, the band is rendered without it.
 */
export class KeptBlocks {
  readonly #store: StateStore;
  readonly #key: string;
  readonly #states: StateFormat;
  readonly #saved = new Set<number>();
  #path: string | null = null;
  #file: KeptFile | null = null;
  #isOff = false;

  /** @param key names all that decides the pixels, and the grid of the blocks */
  constructor(store: StateStore, key: string, states: StateFormat) {
    this.#store = store;
    this.#key = key;
    this.#states = states;
  }

  /**
   * Writes a state file with the blocks that an earlier attempt has left.
   * @returns its blocks; none = there is no file
   */
  restore(layout: BlockLayout, path: string): readonly StateBlock[] {
    return (
      this.#attempt(() => {
        const own = this.#claim(layout);
        for (const id of own.keys()) this.#saved.add(id);
        return writeState(path, this.#states, own);
      }) ?? []
    );
  }

  /** Adds the blocks that a renderer and others have finished since the last time. */
  save(state: StateFollower, others: StateRecords): void {
    this.#attempt(() => {
      state.poll();
      if (!state.isUsable) return;
      const fresh = [...new Map([...others, ...state.records])].filter(([id]) => !this.#saved.has(id));
      const bytes = fresh.reduce((sum, [, { length }]) => sum + length, 0);
      if (fresh.length === 0 || !this.#store.hasRoomFor(bytes)) return;
      if (this.#file === null) {
        this.#store.prune();
        this.#path = this.#store.newPath(this.#key);
        this.#file = KeptFile.own(this.#path, this.#key);
      }
      for (const [id, record] of fresh) {
        this.#file.append(record.read());
        this.#saved.add(id);
      }
    });
  }

  /** The band is published, or what is kept is of no use. */
  discard(): void {
    this.#isOff = true;
    try {
      this.#file?.close();
      if (this.#path !== null) rmSync(this.#path, { force: true });
      this.#store.removeAll(this.#key);
    } catch {
      // It is removed when it is old.
    }
    this.#file = null;
  }

  #attempt<Result>(work: () => Result): Result | null {
    if (this.#isOff) return null;
    try {
      return work();
    } catch {
      // A full disk, for example.
      this.discard();
      return null;
    }
  }

  #claim(layout: BlockLayout): StateRecords {
    const records = new Map<number, StoredRecord>();
    this.#path = this.#store.claim(this.#key);
    if (this.#path === null) return records;
    const file = KeptFile.own(this.#path, this.#key);
    this.#file = file;
    for (const { frame, record } of file.sound()) {
      const block = blockOf(record, this.#states);
      if (block !== null && layout.holds(block)) records.set(block.id, file.stored(frame));
    }
    return records;
  }
}

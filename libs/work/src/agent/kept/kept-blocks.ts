import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { BlockLayout, StateBlock, StateFormat } from '@task-distributor/render';
import type { StateFollower } from '../state/state-follower.ts';
import { type Frame, KeptFile } from './kept-file.ts';
import type { StateStore } from './state-store.ts';

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
   * @returns its blocks
   */
  restore(layout: BlockLayout, path: string): readonly StateBlock[] {
    return (
      this.#attempt(() => {
        this.#path = this.#store.claim(this.#key);
        if (this.#path === null) return [];
        this.#file = new KeptFile(this.#path, this.#key);
        const frames = new Map<number, Frame>();
        for (const { frame, record } of this.#file.sound()) {
          const id = this.#idOf(record, layout);
          if (id !== null) frames.set(id, frame);
        }
        for (const id of frames.keys()) this.#saved.add(id);
        return this.#write(path, frames);
      }) ?? []
    );
  }

  /** Adds the blocks that a renderer has finished since the last time. */
  save(state: StateFollower): void {
    this.#attempt(() => {
      state.poll();
      const fresh = state.reader.blocks.filter(({ id }) => !this.#saved.has(id));
      if (!state.isUsable || fresh.length === 0) return;
      const bytes = fresh.reduce((sum, { record }) => sum + record.length, 0);
      if (!this.#store.hasRoomFor(bytes)) return;
      if (this.#file === null) {
        this.#store.prune();
        this.#path = this.#store.newPath(this.#key);
        this.#file = new KeptFile(this.#path, this.#key);
      }
      for (const { id, record } of fresh) {
        this.#file.append(state.read(record.offset, record.length));
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

  /** The number of the block in a record; null = it is not one of the layout. */
  #idOf(record: Buffer, layout: BlockLayout): number | null {
    const reader = this.#states.reader();
    reader.write(this.#states.head);
    reader.write(record);
    const [block, ...others] = reader.blocks;
    const isWhole = reader.isSound && reader.length === this.#states.head.length + record.length;
    return block !== undefined && others.length === 0 && isWhole && layout.holds(block) ? block.id : null;
  }

  /** In the order of the blocks, because the renderer counts those that it has from the first on. */
  #write(path: string, frames: ReadonlyMap<number, Frame>): readonly StateBlock[] {
    if (frames.size === 0) return [];
    const reader = this.#states.reader();
    const file = openSync(path, 'wx', 0o600);
    try {
      const put = (bytes: Buffer): void => {
        if (writeSync(file, bytes) !== bytes.length) throw new Error('The disk is full');
        reader.write(bytes);
      };
      put(this.#states.head);
      for (const id of [...frames.keys()].sort((a, b) => a - b)) put(this.#file!.read(frames.get(id)!));
      if (!reader.isSound || reader.blocks.length !== frames.size) throw new Error('It has changed');
    } catch (error) {
      rmSync(path, { force: true });
      throw error;
    } finally {
      closeSync(file);
    }
    return reader.blocks;
  }
}

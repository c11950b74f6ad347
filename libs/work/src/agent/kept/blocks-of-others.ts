import { rmSync, statSync } from 'node:fs';
import type { BlockLayout, BlockNumbers, StateFormat } from '@task-distributor/render';
import { KeptFile } from './kept-file.ts';
import { blockOf } from './record-block.ts';
import type { StateStore } from './state-store.ts';
import type { StateRecords, StoredRecord } from './write-state.ts';

/** Blocks of a band that others have finished, and put into the job folder. Whatever cannot be read is not there. */
export class BlocksOfOthers {
  readonly #store: StateStore;
  readonly #key: string;
  readonly #states: StateFormat;
  readonly #records = new Map<number, StoredRecord>();
  /** Length of each file when it was read, by its path. */
  readonly #lengths = new Map<string, number>();
  readonly #files: KeptFile[] = [];

  /** @param store that of the job folder @param key of the band */
  constructor(store: StateStore, key: string, states: StateFormat) {
    this.#store = store;
    this.#key = key;
    this.#states = states;
  }

  get records(): StateRecords {
    return this.#records;
  }

  /** Looks for these blocks. @param layout of the band */
  look({ first }: BlockNumbers, layout: BlockLayout): void {
    try {
      this.#read(this.#store.pathOfGiven(this.#key, first), layout);
    } catch {
      // On a network file system, it can appear late.
    }
  }

  /** They are of no use any more. */
  discard(): void {
    for (const file of this.#files.splice(0)) file.close();
    this.#records.clear();
    for (const path of this.#lengths.keys()) rmSync(path, { force: true });
  }

  #read(path: string, layout: BlockLayout): void {
    const { size } = statSync(path);
    if (this.#lengths.get(path) === size) return;
    this.#lengths.set(path, size);
    const file = KeptFile.ofAnother(path, this.#key);
    this.#files.push(file);
    for (const { frame, record } of file.sound()) {
      const block = blockOf(record, this.#states);
      if (block !== null && layout.holds(block)) this.#records.set(block.id, file.stored(frame));
    }
  }
}

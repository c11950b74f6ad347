import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { StateReader } from '@task-distributor/render';
import type { StateRecords } from '../kept/write-state.ts';
import { readAtSync } from '../read-at-sync.ts';
import type { FinishedBlocks } from './finished-blocks.ts';

/** Follows a state file while a renderer writes it. Reads the heads of its records, not the pixels. */
export class StateFollower {
  readonly finished: FinishedBlocks;
  readonly reader: StateReader;
  readonly #path: string;
  readonly #buffer = Buffer.allocUnsafe(4_096);
  #file: number | null = null;
  #at = 0;
  #counted = 0;
  #isClosed = false;

  constructor(path: string, reader: StateReader, finished: FinishedBlocks) {
    this.#path = path;
    this.reader = reader;
    this.finished = finished;
  }

  /** Whether there is such a file, or was. */
  get exists(): boolean {
    this.#open();
    return this.#file !== null;
  }

  /** The finished blocks; null = it does not tell which they are. */
  get known(): FinishedBlocks | null {
    return this.isUsable ? this.finished : null;
  }

  /** Whether it tells which blocks are finished. */
  get isUsable(): boolean {
    return this.reader.isSound && this.finished.isSound;
  }

  /** Bytes of the file that have been counted. */
  get size(): number {
    return this.#at;
  }

  /** Counts what has come since the last call. */
  poll(): void {
    this.#open();
    if (this.#file === null) return;
    const { size } = fstatSync(this.#file);
    while (this.#at < size && this.reader.isSound) this.#step(this.#file, size);
    for (const block of this.reader.blocks.slice(this.#counted)) this.finished.add(block);
    this.#counted = this.reader.blocks.length;
  }

  /** Those of the blocks that have been counted. */
  get records(): StateRecords {
    return new Map(
      this.reader.blocks.map(({ id, record: { offset, length } }) => [
        id,
        { length, read: () => this.read(offset, length) },
      ]),
    );
  }

  /** Bytes of the file, from an offset on. */
  read(offset: number, length: number): Buffer {
    return this.#file === null ? Buffer.alloc(0) : readAtSync(this.#file, offset, length);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }

  #step(file: number, size: number): void {
    const passed = Math.min(this.reader.passable, size - this.#at);
    this.reader.pass(passed);
    this.#at += passed;
    const length = readSync(file, this.#buffer, 0, Math.min(this.#buffer.length, size - this.#at), this.#at);
    this.reader.write(this.#buffer.subarray(0, length));
    this.#at += length;
  }

  #open(): void {
    if (this.#file !== null || this.#isClosed) return;
    try {
      this.#file = openSync(this.#path, 'r');
    } catch {
      // The renderer has not created it yet.
    }
  }
}

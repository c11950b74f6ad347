import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { StoredRecord } from './write-state.ts';
import { readAtSync } from '../read-at-sync.ts';

/** Where a record is in a file. */
export interface Frame {
  readonly offset: number;
  readonly length: number;
}

/**
 * An append-only file of records. Each has its length, the CRC-32 of the file's key and the record, and then the record's bytes. So
 * a record that is torn, damaged, or of a file with another key is noticed.
 */
export class KeptFile {
  readonly #file: number;
  readonly #seed: number;
  readonly #isOwn: boolean;

  /** One's own file. Creates it, if it does not exist. */
  static own(path: string, key: string): KeptFile {
    return new KeptFile(openSync(path, 'a+'), key, true);
  }

  /** Another's file, which is not changed. */
  static ofAnother(path: string, key: string): KeptFile {
    return new KeptFile(openSync(path, 'r'), key, false);
  }

  private constructor(file: number, key: string, isOwn: boolean) {
    this.#file = file;
    this.#seed = crc32(key);
    this.#isOwn = isOwn;
  }

  append(record: Buffer): void {
    const head = Buffer.allocUnsafe(headBytes);
    head.writeUInt32BE(record.length, 0);
    head.writeUInt32BE(crc32(record, this.#seed), 4);
    const bytes = Buffer.concat([head, record]);
    // In one piece, because another process may append, too.
    if (writeSync(this.#file, bytes) !== bytes.length) throw new Error('The disk is full');
  }

  /** The records before the first that is not sound. Cuts off the rest of one's own file. */
  *sound(): Generator<{ frame: Frame; record: Buffer }> {
    let offset = 0;
    for (;;) {
      const head = this.read({ offset, length: headBytes });
      const length = head.length < headBytes ? longest + 1 : head.readUInt32BE(0);
      const frame = { offset: offset + headBytes, length };
      const record = length > longest ? head : this.read(frame);
      if (length > longest || record.length < length || crc32(record, this.#seed) !== head.readUInt32BE(4))
        break;
      yield { frame, record };
      offset += headBytes + length;
    }
    if (this.#isOwn) ftruncateSync(this.#file, offset);
  }

  read({ offset, length }: Frame): Buffer {
    return readAtSync(this.#file, offset, length);
  }

  stored(frame: Frame): StoredRecord {
    return { length: frame.length, read: () => this.read(frame) };
  }

  close(): void {
    closeSync(this.#file);
  }
}

const headBytes = 8;
const longest = 2 ** 28;

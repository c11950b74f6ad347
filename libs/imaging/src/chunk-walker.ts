import { crc32 } from 'node:zlib';
import { TdError } from '@task-distributor/band';
import { pngSignature } from './png-chunk.ts';

/** A source that goes on for longer after its end is not read to see how long. */
const mostCounted = 1_048_576;

/** A piece of a chunk's data. Every chunk comes in at least one piece, even if it has no data. */
export interface ChunkPiece {
  readonly type: string;
  /** Length of the whole chunk's data. */
  readonly length: number;
  /** Bytes from the start of the file to the chunk. */
  readonly offset: number;
  /** A slice of the buffer that was walked. */
  readonly data: Buffer;
  readonly first: boolean;
  readonly last: boolean;
}

/**
 * Splits a PNG that comes in buffers of any size into its chunks (PNG specification, 5.2 and 5.3), in constant memory.
 * Checks the signature, the lengths, types and CRCs of chunks, and, in `end`, that nothing follows IEND. A chunk's CRC is
 * checked after its last piece has been yielded.
 */
export class ChunkWalker {
  #seen = 0;
  #field = Buffer.alloc(8);
  #filled = 0;
  #state: 'signature' | 'header' | 'data' | 'crc' | 'end' = 'signature';
  #type = '';
  #length = 0;
  #offset = 0;
  #left = 0;
  #crc = 0;
  /** Bytes after the end. */
  #more = 0;

  /** Walks chunks from the middle of a file. @param offset bytes from the start of the file to the first of them */
  static from(offset: number): ChunkWalker {
    const walker = new ChunkWalker();
    walker.#state = 'header';
    walker.#seen = offset;
    return walker;
  }

  /** @throws TdError for bytes that no PNG has there */
  *walk(buffer: Buffer): Generator<ChunkPiece> {
    let at = 0;
    while (at < buffer.length || (this.#state === 'data' && this.#left === 0)) {
      if (this.#state === 'end') {
        this.#more += buffer.length - at;
        if (this.#more > mostCounted) throw this.#hasMore(`more than ${mostCounted}`);
        return;
      }
      if (this.#state === 'data') {
        const data = buffer.subarray(at, at + this.#left);
        const first = this.#left === this.#length;
        at += data.length;
        this.#seen += data.length;
        this.#left -= data.length;
        this.#crc = crc32(data, this.#crc);
        const last = this.#left === 0;
        if (last) this.#state = 'crc';
        yield { type: this.#type, length: this.#length, offset: this.#offset, data, first, last };
        continue;
      }
      const wanted = this.#state === 'crc' ? 4 : 8;
      const taken = buffer.copy(this.#field, this.#filled, at, at + wanted - this.#filled);
      at += taken;
      this.#seen += taken;
      this.#filled += taken;
      if (this.#filled === wanted) this.#take();
    }
  }

  /** Whether the input so far ends with a whole chunk. */
  get betweenChunks(): boolean {
    return this.#state === 'header' && this.#filled === 0;
  }

  /** To be called at the end of the input. @throws TdError for a PNG without its end */
  end(): void {
    if (this.#seen === 0) throw new TdError('Expected a PNG image, got 0 bytes');
    if (this.#state !== 'end') {
      throw new TdError(`Expected a whole PNG image, got one that is cut off after ${this.#seen} bytes`);
    }
    if (this.#more > 0) throw this.#hasMore(String(this.#more));
  }

  #hasMore(count: string): TdError {
    const message = `Expected the end of the PNG after its IEND chunk, got ${count} more bytes; head -c ${this.#seen} drops them`;
    return new TdError(message);
  }

  #take(): void {
    this.#filled = 0;
    if (this.#state === 'signature') {
      if (!this.#field.equals(pngSignature)) {
        throw new TdError(`Expected a PNG image, got ${whatBegins(this.#field)}`);
      }
      this.#state = 'header';
    } else if (this.#state === 'header') {
      this.#offset = this.#seen - 8;
      this.#length = this.#left = this.#field.readUInt32BE(0);
      this.#type = this.#field.toString('latin1', 4, 8);
      if (!/^[A-Za-z]{4}$/.test(this.#type) || this.#length > 0x7fffffff) {
        throw new TdError(`Expected a PNG chunk at byte ${this.#offset}, got damaged data`);
      }
      this.#crc = crc32(this.#field.subarray(4, 8));
      this.#state = 'data';
    } else {
      if (this.#field.readUInt32BE(0) !== this.#crc) {
        throw new TdError(`The ${this.#type} chunk at byte ${this.#offset} is damaged (its CRC is wrong)`);
      }
      this.#state = this.#type === 'IEND' ? 'end' : 'header';
    }
  }
}

/** @param start the first eight bytes of something that is no PNG */
function whatBegins(start: Buffer): string {
  if (start[0] === 0) {
    return 'something that begins with NULs, as a file whose data the file system has lost or does not show yet';
  }
  if (start.subarray(0, 3).equals(byteOrderMark)) {
    return 'a byte order mark (ef bb bf) at its start: a text editor has saved it';
  }
  return `something that begins with the bytes ${start.toString('hex')}`;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

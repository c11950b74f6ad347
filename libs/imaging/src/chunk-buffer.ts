import { crc32 } from 'node:zlib';
import { chunkOverhead } from './png-chunk.ts';

/** Gathers the data of one chunk after the other in a buffer, and writes each chunk from there without copying it. */
export class ChunkBuffer {
  readonly #buffer: Buffer;
  #filled = 0;

  /** @param size maximum number of data bytes in a chunk */
  constructor(type: string, size: number) {
    this.#buffer = Buffer.allocUnsafeSlow(size + chunkOverhead);
    this.#buffer.write(type, dataStart - 4, 'latin1');
  }

  get full(): boolean {
    return this.#filled === this.#buffer.length - chunkOverhead;
  }

  /** The data gathered so far. Valid until the next call. */
  get data(): Buffer {
    return this.#buffer.subarray(dataStart, dataStart + this.#filled);
  }

  /** Takes as much of the data from `at` on as there is room for. @returns number of bytes taken */
  fill(data: Buffer, at: number): number {
    const room = this.#buffer.length - chunkOverhead - this.#filled;
    const taken = data.copy(this.#buffer, dataStart + this.#filled, at, Math.min(data.length, at + room));
    this.#filled += taken;
    return taken;
  }

  /** Writes the data as a chunk, except the last `kept` bytes, which become the first of the next chunk. */
  async writeChunk(kept: number, write: (chunk: Buffer) => Promise<void>): Promise<void> {
    const end = dataStart + this.#filled - kept;
    const rest = Buffer.from(this.#buffer.subarray(end, end + kept));
    this.#buffer.writeUInt32BE(end - dataStart, 0);
    this.#buffer.writeUInt32BE(crc32(this.#buffer.subarray(dataStart - 4, end)), end);
    await write(this.#buffer.subarray(0, end + 4));
    rest.copy(this.#buffer, dataStart);
    this.#filled = kept;
  }
}

/** Length and type come before the data, the CRC after it (PNG specification, 5.3). */
const dataStart = 8;

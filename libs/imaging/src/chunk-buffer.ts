import { crc32 } from 'node:zlib';
import { chunkOverhead } from './png-chunk.ts';

/** One buffer in which the data of chunk after chunk is gathered, and from which it is written without being copied. */
export class ChunkBuffer {
  readonly #buffer: Buffer;
  #filled = 0;

  /** @param size bytes of data of a chunk, at most */
  constructor(type: string, size: number) {
    this.#buffer = Buffer.allocUnsafeSlow(size + chunkOverhead);
    this.#buffer.write(type, dataStart - 4, 'latin1');
  }

  get full(): boolean {
    return this.#filled === this.#buffer.length - chunkOverhead;
  }

  /** The data gathered. Valid until more is. */
  get data(): Buffer {
    return this.#buffer.subarray(dataStart, dataStart + this.#filled);
  }

  /** Takes of the data from `at` on what there is room for, and gives the number of bytes. */
  fill(data: Buffer, at: number): number {
    const room = this.#buffer.length - chunkOverhead - this.#filled;
    const taken = data.copy(this.#buffer, dataStart + this.#filled, at, Math.min(data.length, at + room));
    this.#filled += taken;
    return taken;
  }

  /** Writes the data but for the last `kept` bytes as a chunk, and keeps those as the first of the next one. */
  async pass(kept: number, write: (chunk: Buffer) => Promise<void>): Promise<void> {
    const end = dataStart + this.#filled - kept;
    const rest = Buffer.from(this.#buffer.subarray(end, end + kept));
    this.#buffer.writeUInt32BE(end - dataStart, 0);
    this.#buffer.writeUInt32BE(crc32(this.#buffer.subarray(dataStart - 4, end)), end);
    await write(this.#buffer.subarray(0, end + 4));
    rest.copy(this.#buffer, dataStart);
    this.#filled = kept;
  }
}

/** Before the data stand length and type, after it the CRC (PNG specification, 5.3). */
const dataStart = 8;

import type { FileHandle } from 'node:fs/promises';
import { TdError } from '@task-distributor/band';
import { BodyCheck } from './body-check.ts';
import { ChunkWalker } from './chunk-walker.ts';
import { syncEnd, type Body } from './deflate-body.ts';
import type { OpenPart } from './open-part.ts';
import { dataBytes } from './open-png.ts';
import type { PngHeader } from './png-header.ts';
import type { MarkedBody } from './read-layout.ts';

/** Memory that bodies are copied through, one after the other: fresh memory costs a page fault for every 4 KiB. */
export type CopyBuffers = readonly [Buffer, Buffer];

/** @param most bytes of what is copied, where that is known */
export function copyBuffers(most = bufferBytes): CopyBuffers {
  const size = Math.min(most, bufferBytes);
  return [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
}

interface CopyOptions {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly buffers: CopyBuffers;
  /** Also check the data within the chunks, for a part whose mark is not trusted. */
  readonly inflate: boolean;
}

/**
 * Copies a marked part's IDAT chunks as they are, and checks their CRCs and their length. Needs constant memory.
 * @param header the part's
 * @throws TdError when the part is damaged; some of it may be written by then
 */
export async function copyBody(
  part: OpenPart,
  header: PngHeader,
  { mark, start, end }: MarkedBody,
  { write, buffers, inflate }: CopyOptions,
): Promise<Body> {
  const check = new ChunkCheck(start, mark.bodyBytes, inflate ? new BodyCheck(header, mark.adler) : null);
  try {
    await copyBytes(part.handle, { start, end }, buffers, async (bytes) => {
      const writing = write(bytes);
      // It is awaited below, but may fail before that.
      writing.catch(() => undefined);
      try {
        await check.add(bytes);
      } finally {
        await writing;
      }
    });
    await check.finish();
  } finally {
    check.close();
  }
  return { bytes: mark.bodyBytes, inflatedBytes: dataBytes(header), adler: mark.adler };
}

/** Reads a range of a file: while one buffer is used, the other one is filled. */
async function copyBytes(
  handle: FileHandle,
  { start, end }: { start: number; end: number },
  buffers: CopyBuffers,
  use: (bytes: Buffer) => Promise<void>,
): Promise<void> {
  let [next, other] = buffers;
  const read = async (position: number): Promise<number> => {
    const wanted = Math.min(next.length, end - position);
    if (wanted === 0) return 0;
    const { bytesRead } = await handle.read(next, 0, wanted, position);
    if (bytesRead === 0) throw new TdError('The file was cut off while it was read');
    return bytesRead;
  };
  let reading = read(start);
  try {
    for (let at = start; at < end;) {
      const bytes = next.subarray(0, await reading);
      at += bytes.length;
      [next, other] = [other, next];
      reading = read(at);
      // It is awaited in the next round, but may fail before that.
      reading.catch(() => undefined);
      await use(bytes);
    }
  } finally {
    await reading.catch(() => undefined);
  }
}

/** Checks that what comes is whole IDAT chunks, with as much data as a mark says, ending on a byte boundary. */
class ChunkCheck {
  readonly #walker: ChunkWalker;
  readonly #bodyBytes: number;
  readonly #inflated: BodyCheck | null;
  readonly #ending = Buffer.alloc(syncEnd.length);
  #bytes = 0;

  constructor(start: number, bodyBytes: number, inflated: BodyCheck | null) {
    this.#walker = ChunkWalker.from(start);
    this.#bodyBytes = bodyBytes;
    this.#inflated = inflated;
  }

  async add(bytes: Buffer): Promise<void> {
    for (const { type, data } of this.#walker.walk(bytes)) {
      if (type !== 'IDAT') throw new TdError(`Expected image data only, got a ${type} chunk`);
      this.#bytes += data.length;
      this.#keepEnding(data);
      if (this.#inflated) await this.#inflated.add(data);
    }
  }

  async finish(): Promise<void> {
    if (!this.#walker.betweenChunks || this.#bytes !== this.#bodyBytes || !this.#ending.equals(syncEnd)) {
      throw new TdError('The image data does not end where its mark says');
    }
    await this.#inflated?.finish();
  }

  close(): void {
    this.#inflated?.close();
  }

  #keepEnding(data: Buffer): void {
    const { length } = this.#ending;
    if (data.length >= length) data.copy(this.#ending, 0, data.length - length);
    else Buffer.concat([this.#ending, data]).copy(this.#ending, 0, data.length);
  }
}

/** Smaller buffers cost more calls, larger ones more memory, and neither is faster. */
const bufferBytes = 1024 * 1024;

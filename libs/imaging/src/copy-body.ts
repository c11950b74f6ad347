import { createInflate } from 'node:zlib';
import { TdError } from '@task-distributor/band';
import { ChunkWalker } from './chunk-walker.ts';
import { syncEnd, zlibHeader, type Body } from './deflate-body.ts';
import { freeOutput } from './free-output.ts';
import type { OpenPart } from './open-part.ts';
import { dataBytes } from './open-png.ts';
import type { PartLayout } from './part-layout.ts';
import { lineBytes } from './png-header.ts';
import { filters, wrongFilter } from './unfilter-line.ts';

/** What bodies are copied through, one after the other: fresh memory costs a page fault for every 4 KiB. */
export type CopyBuffers = readonly [Buffer, Buffer];

export function copyBuffers(): CopyBuffers {
  return [Buffer.allocUnsafeSlow(bufferBytes), Buffer.allocUnsafeSlow(bufferBytes)];
}

export interface CopyOptions {
  readonly write: (bytes: Uint8Array) => Promise<void>;
  readonly buffers: CopyBuffers;
  /** Check also what is in the chunks, for a part whose mark is not to be trusted. */
  readonly inflate: boolean;
}

/**
 * Copies a marked part's IDAT chunks as they are, while their CRCs and their length are checked. Constant memory:
 * while one buffer is written, the other is read.
 * @throws TdError when the part is damaged; some of it may be written by then
 */
export async function copyBody(
  part: OpenPart,
  { head, mark, body }: PartLayout,
  { write, buffers, inflate }: CopyOptions,
): Promise<Body> {
  const { start, end } = body!;
  const walker = ChunkWalker.from(start);
  const inflating = inflate ? new BodyCheck(head.header, mark!.adler) : null;
  const ending = Buffer.alloc(syncEnd.length);
  let bytes = 0;
  let [next, other] = buffers;
  const read = async (position: number) => {
    const wanted = Math.min(next.length, end - position);
    if (wanted === 0) return 0;
    const { bytesRead } = await part.handle.read(next, 0, wanted, position);
    if (bytesRead === 0) throw new TdError('The file was cut off while it was read');
    return bytesRead;
  };
  let reading = read(start);
  let writing = Promise.resolve();
  try {
    for (let at = start; at < end;) {
      const length = await reading;
      const buffer = next.subarray(0, length);
      at += length;
      await writing;
      [next, other] = [other, next];
      reading = read(at);
      writing = write(buffer);
      // Both are awaited, but perhaps not before they fail.
      reading.catch(() => undefined);
      writing.catch(() => undefined);
      for (const piece of walker.walk(buffer)) {
        if (piece.type !== 'IDAT') throw new TdError(`Expected image data only, got a ${piece.type} chunk`);
        bytes += piece.data.length;
        if (piece.data.length >= ending.length) piece.data.copy(ending, 0, piece.data.length - ending.length);
        else Buffer.concat([ending, piece.data]).copy(ending, 0, piece.data.length);
        if (inflating) await inflating.add(piece.data);
      }
    }
    await writing;
    if (!walker.betweenChunks || bytes !== mark!.bodyBytes || !ending.equals(syncEnd)) {
      throw new TdError('The image data does not end where its mark says');
    }
    await inflating?.finish();
  } finally {
    inflating?.close();
    await Promise.allSettled([reading, writing]);
  }
  return { bytes, inflatedBytes: dataBytes(head.header), adler: mark!.adler };
}

/**
 * Inflates a body, and checks that it is what can stand between others: that all lines are there, that the first
 * needs nothing above, that it is at its end between two blocks, and that its Adler-32 is the mark's.
 */
class BodyCheck {
  readonly #inflater = createInflate({ chunkSize: inflatedChunk });
  readonly #expected: number;
  readonly #stride: number;
  readonly #adler: number;
  /** Whom to tell that the inflater has ended. */
  #ended: () => void = () => undefined;
  #fed = 0;
  #got = 0;
  #error: Error | null = null;

  constructor(header: PartLayout['head']['header'], adler: number) {
    this.#expected = dataBytes(header);
    this.#stride = lineBytes(header) + 1;
    this.#adler = adler;
    this.#inflater.on('data', (data: Buffer) => {
      this.#check(data);
      freeOutput(data, inflatedChunk);
    });
    this.#inflater.on('end', () => this.#ended());
    this.#inflater.on('error', (error) => {
      this.#error ??= new TdError(`The image data is damaged (${error.message})`, { cause: error });
      this.#ended();
    });
    this.#inflater.write(zlibHeader);
  }

  async add(data: Buffer): Promise<void> {
    this.#fed += data.length;
    if (data.length > 0 && !this.#hasEnded) {
      await this.#untilEnd((done) => this.#inflater.write(data, done));
    }
    if (this.#error) throw this.#error;
  }

  async finish(): Promise<void> {
    // An empty final block of the other kind than the part's own: it can only be read between two blocks.
    const trailer = Buffer.from('010000ffff00000000', 'hex');
    trailer.writeUInt32BE(this.#adler, 5);
    if (!this.#hasEnded) await this.#untilEnd(() => this.#inflater.end(trailer));
    if (this.#error) throw this.#error;
    if (this.#got !== this.#expected) {
      throw new TdError(
        `Expected ${this.#expected} bytes of image data, as the header says, got ${this.#got}`,
      );
    }
    if (this.#inflater.bytesWritten !== zlibHeader.length + this.#fed + trailer.length) {
      throw new TdError('The image data ends before its mark says');
    }
  }

  close(): void {
    this.#inflater.destroy();
  }

  get #hasEnded(): boolean {
    return this.#inflater.readableEnded || this.#inflater.destroyed;
  }

  /** Until it is done, or the inflater has ended: one that fails never calls back for what it was given last. */
  async #untilEnd(act: (done: () => void) => void): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#ended = resolve;
      act(resolve);
    });
  }

  #check(data: Buffer): void {
    const toNextLine = (this.#stride - (this.#got % this.#stride)) % this.#stride;
    for (let at = toNextLine; at < data.length; at += this.#stride) {
      const most = this.#got + at === 0 ? filters.sub : filters.paeth;
      const filter = data[at]!;
      if (filter > most) this.#error ??= filter > filters.paeth ? wrongFilter(filter) : dependentLine();
    }
    this.#got += data.length;
    if (this.#got > this.#expected) {
      this.#error ??= new TdError(
        `Expected ${this.#expected} bytes of image data, as the header says, got more`,
      );
    }
  }
}

/** Smaller ones cost more calls, larger ones more memory, and neither is faster. */
const bufferBytes = 1024 * 1024;
const inflatedChunk = 256 * 1024;

function dependentLine(): TdError {
  return new TdError(
    "Its first line needs the row above, which no marked part's does: the mark is not its own",
  );
}

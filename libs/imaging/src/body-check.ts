import { createInflate } from 'node:zlib';
import { deferred, type Deferred, TdError } from '@task-distributor/band';
import { zlibHeader } from './deflate-body.ts';
import { freeOutput } from './free-output.ts';
import { dataBytes } from './open-png.ts';
import { lineBytes, type PngHeader } from './png-header.ts';
import { filters, wrongFilter } from './unfilter-line.ts';

/**
 * Inflates a body, and checks that it can stand between others: that it has all lines, that the first one does not
 * need the row above, that it ends between two blocks, and that its Adler-32 is the mark's.
 */
export class BodyCheck {
  readonly #inflater = createInflate({ chunkSize: inflatedChunk });
  readonly #expected: number;
  readonly #stride: number;
  readonly #adler: number;
  /** Resolved when the inflater ends before it has taken what it was given last. */
  #waiting: Deferred<void> | null = null;
  #fed = 0;
  #got = 0;
  #error: Error | null = null;

  constructor(header: PngHeader, adler: number) {
    this.#expected = dataBytes(header);
    this.#stride = lineBytes(header) + 1;
    this.#adler = adler;
    this.#inflater.on('data', (data: Buffer) => {
      this.#check(data);
      freeOutput(data, inflatedChunk);
    });
    this.#inflater.on('end', () => this.#waiting?.resolve());
    this.#inflater.on('error', (error) => {
      this.#error ??= new TdError(`The image data is damaged (${error.message})`, { cause: error });
      this.#waiting?.resolve();
    });
    this.#inflater.write(zlibHeader);
  }

  async add(data: Buffer): Promise<void> {
    this.#fed += data.length;
    if (data.length > 0 && !this.#hasEnded) {
      await this.#untilTaken((taken) => this.#inflater.write(data, taken));
    }
    if (this.#error) throw this.#error;
  }

  async finish(): Promise<void> {
    // An empty final block of another kind than the part's own: it can only be read between two blocks.
    const trailer = Buffer.from('010000ffff00000000', 'hex');
    trailer.writeUInt32BE(this.#adler, 5);
    if (!this.#hasEnded) await this.#untilTaken(() => this.#inflater.end(trailer));
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

  /** Waits until the inflater has taken what it is given, or has ended: one that fails does not call back. */
  async #untilTaken(give: (taken: () => void) => void): Promise<void> {
    this.#waiting = deferred();
    give(this.#waiting.resolve);
    await this.#waiting.promise;
  }

  #check(data: Buffer): void {
    const toNextLine = (this.#stride - (this.#got % this.#stride)) % this.#stride;
    for (let at = toNextLine; at < data.length; at += this.#stride) {
      const highest = this.#got + at === 0 ? filters.sub : filters.paeth;
      const filter = data[at]!;
      if (filter > highest) this.#error ??= filter > filters.paeth ? wrongFilter(filter) : dependentLine();
    }
    this.#got += data.length;
    if (this.#got > this.#expected) {
      this.#error ??= new TdError(
        `Expected ${this.#expected} bytes of image data, as the header says, got more`,
      );
    }
  }
}

function dependentLine(): TdError {
  return new TdError(
    "Its first line needs the row above, which no marked part's does: the mark is not its own",
  );
}

const inflatedChunk = 256 * 1024;

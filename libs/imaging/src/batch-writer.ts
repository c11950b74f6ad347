import type { Writable } from 'node:stream';

/**
 * Writes small pieces into a stream in large batches, which are copied together in two buffers that are used again:
 * while the stream has one, the other is filled. Large pieces are written as they are.
 */
export class BatchWriter {
  /** Bytes of all pieces so far. */
  bytes = 0;
  readonly #stream: Writable;
  readonly #size: number;
  #batch: Buffer | null = null;
  #other: Buffer | null = null;
  #filled = 0;
  #writing: Promise<void> = Promise.resolve();

  /** @param size bytes of a batch */
  constructor(stream: Writable, size: number) {
    this.#stream = stream;
    this.#size = size;
  }

  /** When it resolves, the piece's memory may be used again. @throws the stream's error, here or in a later call */
  async add(piece: Buffer): Promise<void> {
    this.bytes += piece.length;
    if (this.#filled + piece.length > this.#size) await this.#pass();
    if (piece.length >= this.#size) {
      await this.#writing;
      this.#write(piece);
      await this.#writing;
    } else {
      this.#batch ??= Buffer.allocUnsafeSlow(this.#size);
      this.#filled += piece.copy(this.#batch, this.#filled);
    }
  }

  /** Writes the rest, and waits until all is taken. */
  async flush(): Promise<void> {
    await this.#pass();
    await this.#writing;
  }

  async #pass(): Promise<void> {
    if (this.#filled === 0) return;
    await this.#writing;
    this.#write(this.#batch!.subarray(0, this.#filled));
    this.#filled = 0;
    [this.#batch, this.#other] = [this.#other, this.#batch];
  }

  #write(data: Buffer): void {
    this.#writing = new Promise((resolve, reject) => {
      this.#stream.write(data, (error) => (error ? reject(error) : resolve()));
    });
    // It is awaited before the next, but perhaps not before it fails.
    this.#writing.catch(() => undefined);
  }
}

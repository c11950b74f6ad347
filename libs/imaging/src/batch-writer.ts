import type { Writable } from 'node:stream';

/**
 * Writes small pieces into a stream in large batches. Pieces are gathered in one of two buffers while the stream is
 * given the other one. Large pieces are written as they are.
 */
export class BatchWriter {
  /** Number of bytes added. */
  bytes = 0;
  readonly #stream: Writable;
  readonly #size: number;
  #batch: Buffer | null = null;
  #other: Buffer | null = null;
  #filled = 0;
  #writing: Promise<void> = Promise.resolve();

  /** @param size of a batch, in bytes */
  constructor(stream: Writable, size: number) {
    this.#stream = stream;
    this.#size = size;
  }

  /** The piece's memory may be used again afterwards. @throws the stream's error, in this call or in a later one */
  async add(piece: Buffer): Promise<void> {
    this.bytes += piece.length;
    if (this.#filled + piece.length > this.#size) await this.#writeBatch();
    if (piece.length >= this.#size) {
      await this.#writing;
      this.#write(piece);
      await this.#writing;
    } else {
      this.#batch ??= Buffer.allocUnsafeSlow(this.#size);
      this.#filled += piece.copy(this.#batch, this.#filled);
    }
  }

  /** Writes the rest, and waits until the stream has taken it. */
  async flush(): Promise<void> {
    await this.#writeBatch();
    await this.#writing;
  }

  async #writeBatch(): Promise<void> {
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
    // It is awaited before the next write, but may fail before that.
    this.#writing.catch(() => undefined);
  }
}

import { closeSync, openSync, readSync } from 'node:fs';

/** An image in a file that a renderer creates at its end, and writes. */
export class ImageFile {
  readonly #path: string;
  #file: number | null = null;
  #isClosed = false;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Opens it, if it is there: then it can be read although it is removed.
   * @returns whether it is, or was
   */
  open(): boolean {
    if (this.#file !== null || this.#isClosed) return true;
    try {
      this.#file = openSync(this.#path, 'r');
      return true;
    } catch {
      return false;
    }
  }

  /** The next bytes; null = there are no more yet. */
  read(): Buffer | null {
    this.open();
    if (this.#file === null) return null;
    const piece = Buffer.allocUnsafe(pieceBytes);
    const length = readSync(this.#file, piece);
    return length === 0 ? null : piece.subarray(0, length);
  }

  close(): void {
    this.#isClosed = true;
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
  }
}

const pieceBytes = 2 ** 17;

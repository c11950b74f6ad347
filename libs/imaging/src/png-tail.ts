import { encodeChunk } from './png-chunk.ts';

/**
 * The last bytes of a PNG that comes piece by piece. Those of its last chunk could also stand within the image, with a chance of
 * 1 in 2^96; decoding then finds that the image is cut off.
 */
export class PngTail {
  #tail: Buffer = Buffer.alloc(0);

  add(piece: Uint8Array): void {
    this.#tail = Buffer.concat([this.#tail, piece.subarray(-iend.length)]).subarray(-iend.length);
  }

  /** Whether they are the last chunk. */
  get isEnd(): boolean {
    return this.#tail.equals(iend);
  }
}

/** A PNG's last chunk is always the same (PNG specification, 11.2.5). */
const iend = encodeChunk('IEND');

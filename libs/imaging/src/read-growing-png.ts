import { setTimeout as delay } from 'node:timers/promises';
import { encodeChunk } from './png-chunk.ts';

/**
 * Reads a PNG from a file that is being written, until its last chunk has come or its writer has ended. The twelve bytes of that
 * chunk could also stand within the image, with a chance of 1 in 2^96; decoding then finds that the image is cut off.
 * @param read gives the next bytes of the file; none = there are no more yet
 * @param hasEnded whether the writer has ended: then the file does not grow any more
 */
export async function* readGrowingPng(
  read: () => Buffer | null,
  hasEnded: () => boolean,
): AsyncGenerator<Uint8Array> {
  let tail: Buffer = Buffer.alloc(0);
  for (;;) {
    const isLast = hasEnded();
    const piece = read();
    if (piece !== null) {
      tail = Buffer.concat([tail, piece.subarray(-iend.length)]).subarray(-iend.length);
      yield piece;
    } else if (isLast || tail.equals(iend)) {
      return;
    } else {
      await delay(intervalMs);
    }
  }
}

/** A PNG's last chunk is always the same (PNG specification, 11.2.5). */
const iend = encodeChunk('IEND');
const intervalMs = 10;

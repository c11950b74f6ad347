import { setTimeout as delay } from 'node:timers/promises';
import { PngTail } from './png-tail.ts';

/**
 * Reads a PNG from a file that is being written, until its last chunk has come or its writer has ended.
 * @param read gives the next bytes of the file; none = there are no more yet
 * @param hasEnded whether the writer has ended: then the file does not grow any more
 */
export async function* readGrowingPng(
  read: () => Buffer | null,
  hasEnded: () => boolean,
): AsyncGenerator<Uint8Array> {
  const tail = new PngTail();
  for (;;) {
    const isLast = hasEnded();
    const piece = read();
    if (piece !== null) {
      tail.add(piece);
      yield piece;
    } else if (isLast || tail.isEnd) {
      return;
    } else {
      await delay(intervalMs);
    }
  }
}

const intervalMs = 10;

import type { Readable } from 'node:stream';
import { encodeChunk } from './png-chunk.ts';

/**
 * Reads a PNG from a pipe until the pipe ends, or until its last chunk has come and the writer has reported that the image is
 * complete: a renderer may write the whole image long before it exits. The twelve bytes of that chunk could also stand
 * within the image, by a chance of 1 to 2^96; decoding then finds that the image is cut off.
 * @param complete resolves when the writer has reported it; must not reject
 */
export async function* readUntilIend(pipe: Readable, complete: Promise<void>): AsyncGenerator<Uint8Array> {
  const pieces = pipe.iterator({ destroyOnReturn: false });
  let tail: Buffer = Buffer.alloc(0);
  let isOver = false;
  try {
    while (!isOver) {
      const next: Promise<IteratorResult<Buffer>> = pieces.next();
      const piece = tail.equals(iend) ? await Promise.race([next, complete]) : await next;
      if (piece === undefined) {
        isOver = true;
        // This read stays pending, so that the pipe's end is noticed.
        next.catch(() => undefined);
      } else if (piece.done) {
        isOver = true;
      } else {
        tail = Buffer.concat([tail, piece.value.subarray(-iend.length)]).subarray(-iend.length);
        yield piece.value;
      }
    }
  } finally {
    if (!isOver) pipe.destroy();
  }
}

/** A PNG's last chunk is always the same (PNG specification, 11.2.5). */
const iend = encodeChunk('IEND');

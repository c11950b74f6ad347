import type { Readable } from 'node:stream';

/**
 * A PNG from a pipe, until the pipe ends, or until its last chunk has come and the renderer has said that everything is
 * rendered. Should the twelve bytes of the last chunk stand within the image, by a chance of 1 to 2^96, the image is found
 * to be cut off.
 * @param rendered resolves when the renderer has said so; never rejects
 */
export async function* readUntilIend(image: Readable, rendered: Promise<void>): AsyncGenerator<Uint8Array> {
  const pieces = image.iterator({ destroyOnReturn: false });
  let tail: Buffer = Buffer.alloc(0);
  let isOver = false;
  try {
    while (!isOver) {
      const next: Promise<IteratorResult<Buffer>> = pieces.next();
      const piece = tail.equals(iend) ? await Promise.race([next, rendered]) : await next;
      if (piece === undefined) {
        isOver = true;
        // The pending read goes on, so that the end of the pipe is seen.
        next.catch(() => undefined);
      } else if (piece.done) {
        isOver = true;
      } else {
        tail = Buffer.concat([tail, piece.value.subarray(-iend.length)]).subarray(-iend.length);
        yield piece.value;
      }
    }
  } finally {
    if (!isOver) image.destroy();
  }
}

/** A PNG's last chunk, which is always the same (PNG specification, 11.2.5). */
const iend = Buffer.from('0000000049454e44ae426082', 'hex');

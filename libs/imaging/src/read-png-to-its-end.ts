import { PngTail } from './png-tail.ts';

/**
 * Passes on a PNG until its last chunk has come, although its source stays open: its writer may have more to do. The rest is not read.
 */
export async function* readPngToItsEnd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const tail = new PngTail();
  for await (const piece of source) {
    tail.add(piece);
    yield piece;
    if (tail.isEnd) return;
  }
}

import type { Readable } from 'node:stream';
import { PngTail } from './png-tail.ts';

/**
 * Passes on a PNG from a stream until its last chunk has come, although the stream stays open: its writer may have more to do.
 * The rest of the stream is not read.
 */
export async function* readPngToItsEnd(source: Readable): AsyncGenerator<Uint8Array> {
  const tail = new PngTail();
  for await (const piece of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>) {
    tail.add(piece);
    yield piece;
    if (tail.isEnd) return;
  }
}

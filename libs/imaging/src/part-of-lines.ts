import type { Writable } from 'node:stream';
import type { PngHead } from './png-head.ts';
import { type MarkedAs, writePart, type WrittenImage } from './write-part.ts';
import { writeTo } from './write-to.ts';

/** Rows of an image that are not in a file. */
export interface RowsOfImage {
  /** Of the image; its height does not count. */
  readonly head: PngHead;
  /** The rows: unfiltered samples, in the format of the head. A line is valid until the next one is requested. */
  readonly lines: Iterable<Buffer>;
}

/**
 * Writes rows as a marked part.
 * @param sink as for cropPng
 * @throws what `lines` throws; the sink's own errors; the signal's reason
 */
export async function partOfLines(
  { head, lines }: RowsOfImage,
  sink: Writable,
  { mark, signal }: { readonly mark: MarkedAs; readonly signal?: AbortSignal },
): Promise<WrittenImage> {
  const count = mark.last - mark.first + 1;
  const write = (bytes: Buffer) => writeTo(sink, bytes);
  const source = { head, lines: unlessAborted(lines, signal) };
  return writePart(source, write, { first: 1, last: count }, mark);
}

/** Lines of images come asynchronously elsewhere. */
async function* unlessAborted(
  lines: Iterable<Buffer>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  for (const line of lines) {
    signal?.throwIfAborted();
    yield line;
  }
}

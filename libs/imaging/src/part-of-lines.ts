import type { Writable } from 'node:stream';
import { lineBytes } from './png-header.ts';
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
 * @throws what `lines` throws; Error for a line of another length; the sink's own errors; the signal's reason
 */
export async function partOfLines(
  { head, lines }: RowsOfImage,
  sink: Writable,
  { mark, signal }: { readonly mark: MarkedAs; readonly signal?: AbortSignal },
): Promise<WrittenImage> {
  const count = mark.last - mark.first + 1;
  const write = (bytes: Buffer) => writeTo(sink, bytes);
  const source = { head, lines: checked(lines, lineBytes(head.header), signal) };
  return writePart(source, write, { first: 1, last: count }, mark);
}

/** writePart expects lines that come asynchronously. */
async function* checked(
  lines: Iterable<Buffer>,
  length: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Buffer> {
  for (const line of lines) {
    signal?.throwIfAborted();
    if (line.length !== length) throw new Error(`Expected a line of ${length} bytes, got ${line.length}`);
    yield line;
  }
}

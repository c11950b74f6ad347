import { Readable, type Writable } from 'node:stream';
import { abortable, formatRows, TdError, type Rows } from '@task-distributor/band';
import { openPng } from './open-png.ts';
import type { PngHeader } from './png-header.ts';
import { writePart, type MarkedAs, type WrittenImage } from './write-part.ts';
import { writeTo } from './write-to.ts';

export interface CropOptions {
  /** Rows of the source image: 1-based, inclusive. */
  readonly rows: Rows;
  /** A source of another size is refused. */
  readonly expected?: { readonly width: number; readonly height: number };
  /** The rows and the job that the part's mark names; default: `rows`, and no job. */
  readonly mark?: MarkedAs;
  readonly signal?: AbortSignal;
}

/**
 * Cuts rows out of a PNG while it is read, for example from a renderer's stdout, into a marked part of the same depth,
 * channels and colours. Samples are not converted and, except in the first line, not filtered again. Memory does not
 * grow with the image. The source is read to its end, and all of it is checked: CRCs, Adler-32, number of rows, IEND.
 * @param source a stream is destroyed afterwards
 * @param sink gets the part, and is not ended; what it has got is useless when this throws. Unless it is a Transform, it
 * must not keep the memory it is given after it has called back: it is used again
 * @returns size of the part in pixels and bytes
 * @throws TdError for anything but a whole, correct PNG without interlacing that has the rows; the sink's own errors;
 * the signal's reason
 */
export async function cropPng(
  source: AsyncIterable<Uint8Array>,
  sink: Writable,
  options: CropOptions,
): Promise<WrittenImage> {
  try {
    const png = await openPng(abortable(source, options.signal));
    if (png.head.header.interlaced) {
      throw new TdError('Expected a PNG without interlacing, got an interlaced one');
    }
    checkSize(png.head.header, options);
    const write = (bytes: Buffer) => writeTo(sink, bytes);
    return await writePart(png, write, options.rows, markOf(options));
  } finally {
    // So that a renderer that still writes notices that nobody reads.
    if (source instanceof Readable) source.destroy();
  }
}

export function markOf({ rows, mark }: CropOptions): MarkedAs {
  return mark ?? { ...rows, job: null };
}

/** @throws TdError when the image is not the expected one, or does not have the rows */
export function checkSize({ width, height }: PngHeader, { rows, expected, mark }: CropOptions): void {
  if (expected && (width !== expected.width || height !== expected.height)) {
    throw new TdError(`Expected an image of ${expected.width}x${expected.height}, got ${width}x${height}`);
  }
  if (!(rows.first >= 1 && rows.last >= rows.first && rows.last <= height)) {
    const message = `Expected rows within 1-${height}, which is all the image has, got ${formatRows(rows)}`;
    throw new TdError(message, { rows });
  }
  if (mark && mark.last - mark.first !== rows.last - rows.first) {
    throw new TdError(`Expected as many rows in the mark as in ${formatRows(rows)}, got ${formatRows(mark)}`);
  }
}

import type { Rows } from '@task-distributor/band';
import { lineConverter } from './convert-line.ts';
import { cropLines, filterLines, unfilteredLines } from './crop-lines.ts';
import { deinterlace } from './interlace.ts';
import { dataBytes, type OpenPng } from './open-png.ts';
import { pixelBytes } from './png-header.ts';
import { formatOf, sameFormat, type RasterFormat } from './raster-format.ts';
import type { PngHead } from './png-head.ts';

/** A PNG's filtered lines, or another image's unfiltered ones. */
export type ImageSource = OpenPng | { readonly head: PngHead; readonly lines: AsyncIterable<Buffer> };

/**
 * Reads some rows of an image as filtered lines in a format that holds them. The first line does not need the row above.
 * All of the image is read, so that all of it is checked.
 */
export function linesInFormat(source: ImageSource, rows: Rows, format: RasterFormat): AsyncIterable<Buffer> {
  const { header } = source.head;
  const own = formatOf(source.head);
  if ('data' in source && !header.interlaced && sameFormat(own, format)) {
    return cropLines(source.data, header, rows);
  }
  const convert = lineConverter(own, format, header.width);
  return filterLines(converted(unfiltered(source), rows, convert), pixelBytes(format));
}

/** The lines of an image as samples, each in the same buffer. */
export function unfiltered(source: ImageSource): AsyncIterable<Buffer> {
  if ('lines' in source) return source.lines;
  const { head, data } = source;
  return head.header.interlaced ? deinterlaced(source) : unfilteredLines(data, head.header);
}

/** The whole image is in memory: the first pass of an interlaced image already has pixels of its last line. */
async function* deinterlaced({ head, data }: OpenPng): AsyncGenerator<Buffer> {
  const buffers: Buffer[] = [];
  for await (const buffer of data) buffers.push(Buffer.from(buffer));
  yield* deinterlace(head.header, Buffer.concat(buffers, dataBytes(head.header)));
}

async function* converted(
  lines: AsyncIterable<Buffer>,
  rows: Rows,
  convert: (line: Buffer) => Buffer,
): AsyncGenerator<Buffer> {
  let row = 0;
  for await (const line of lines) {
    row += 1;
    if (row >= rows.first && row <= rows.last) yield convert(line);
  }
}

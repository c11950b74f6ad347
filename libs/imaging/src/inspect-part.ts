import { formatRows, TdError, type Rows } from '@task-distributor/band';
import { headBySharp, isOtherImage, linesBySharp } from './by-sharp.ts';
import type { ImageSource } from './image-lines.ts';
import { readAt, readPart, type OpenPart } from './open-part.ts';
import { openPng } from './open-png.ts';
import { readLayout, type PartLayout } from './part-layout.ts';
import type { PngHead } from './png-head.ts';

/** What is known of a part without reading its image data. */
export interface PartFacts {
  /** Of the file that was inspected. */
  readonly version: string;
  readonly head: PngHead;
  /** Null for an image that is not a PNG. */
  readonly layout: PartLayout | null;
}

/** @throws TdError for what is no image, or contradicts itself */
export async function inspectPart(part: OpenPart): Promise<PartFacts> {
  const start = await readAt(part, 0, startBytes);
  if (isOtherImage(start)) {
    if (part.size > largestOther)
      throw new TdError(`Expected at most ${largestOther} bytes, got ${part.size}`);
    const head = await headBySharp(await readAt(part, 0, part.size));
    return { version: part.version, head, layout: null };
  }
  const layout = await readLayout(part, start);
  return { version: part.version, head: layout.head, layout };
}

/** The part's lines, to be decoded. */
export async function openImage(part: OpenPart, { head, layout }: PartFacts): Promise<ImageSource> {
  if (layout !== null) return await openPng(readPart(part));
  return { head, lines: linesBySharp(await readAt(part, 0, part.size), head) };
}

/**
 * Which of a part's own rows are the band's. A marked part has exactly the rows its mark says. Any other may have been
 * cut by the original's worker, from the band's first row on and as high as it cuts for all, or not cut at all.
 * @param imageHeight rows of the whole image
 * @returns rows of the part, 1-based, inclusive
 * @throws TdError when the band is not in it
 */
export function rowsInPart({ head, layout }: PartFacts, band: Rows, imageHeight: number): Rows {
  const { height } = head.header;
  const rows = band.last - band.first + 1;
  const marked = layout?.mark?.rows;
  if (marked && (marked.first !== band.first || marked.last !== band.last)) {
    throw new TdError(`Expected rows ${formatRows(band)}, got rows ${formatRows(marked)}, as its mark says`);
  }
  if (height > imageHeight) {
    throw new TdError(`Expected at most ${imageHeight} rows, which the image has, got ${height}`);
  }
  if (height < rows) throw new TdError(`Expected ${rows} rows (${formatRows(band)}), got ${height}`);
  if (height === imageHeight) return band;
  return { first: 1, last: rows };
}

/** Enough for the head of nearly every PNG: each read of a file costs more than its bytes. */
const startBytes = 16 * 1024;

/** An image that is not a PNG is in memory whole. */
const largestOther = 2 ** 30;

import { formatRows, TdError, type Rows } from '@task-distributor/band';
import { headBySharp, isOtherImage, linesBySharp } from './by-sharp.ts';
import type { ImageSource } from './image-lines.ts';
import { readAt, readPart, type OpenPart } from './open-part.ts';
import { openPng } from './open-png.ts';
import type { PngHead } from './png-head.ts';
import { readLayout, type MarkedBody } from './read-layout.ts';

/** What can be known of a part without decoding its image data. */
export interface PartFacts {
  /** Version of the file that was inspected. */
  readonly version: string;
  readonly head: PngHead;
  /** False for another kind of image, which sharp decodes. */
  readonly isPng: boolean;
  /** Null for a part without a mark. */
  readonly marked: MarkedBody | null;
}

/** @throws TdError for a file that is not an image, or contradicts itself */
export async function inspectPart(part: OpenPart): Promise<PartFacts> {
  const { version } = part;
  const start = await readAt(part, 0, startBytes);
  if (!isOtherImage(start)) return { version, isPng: true, ...(await readLayout(part, start)) };
  if (part.size > largestOther) {
    throw new TdError(`Expected at most ${largestOther} bytes, got ${part.size}`);
  }
  const head = await headBySharp(await readAt(part, 0, part.size));
  return { version, isPng: false, head, marked: null };
}

/** Opens a part to decode its lines. */
export async function openImage(part: OpenPart, { head, isPng }: PartFacts): Promise<ImageSource> {
  if (isPng) return await openPng(readPart(part));
  return { head, lines: linesBySharp(await readAt(part, 0, part.size), head) };
}

/**
 * Finds the band's rows among those of its part. A marked part has exactly the rows that its mark says. Any other part
 * may be the uncut image, or may have been cut by the original's worker: it then begins with the band's first row and
 * has as many rows as that worker cuts for every band.
 * @param imageHeight rows of the whole image
 * @returns rows of the part, 1-based, inclusive
 * @throws TdError when the part does not hold the band
 */
export function rowsInPart({ head, marked }: PartFacts, band: Rows, imageHeight: number): Rows {
  const { height } = head.header;
  const rows = band.last - band.first + 1;
  const markedRows = marked?.mark.rows;
  if (markedRows && (markedRows.first !== band.first || markedRows.last !== band.last)) {
    throw new TdError(
      `Expected rows ${formatRows(band)}, got rows ${formatRows(markedRows)}, as its mark says`,
    );
  }
  if (height > imageHeight) {
    throw new TdError(`Expected at most ${imageHeight} rows, which the image has, got ${height}`);
  }
  if (height < rows) throw new TdError(`Expected ${rows} rows (${formatRows(band)}), got ${height}`);
  if (height === imageHeight) return band;
  return { first: 1, last: rows };
}

/** Enough for the head of nearly every PNG: a second read costs more than these bytes. */
const startBytes = 16 * 1024;

/** An image that is not a PNG is held in memory. */
const largestOther = 2 ** 30;

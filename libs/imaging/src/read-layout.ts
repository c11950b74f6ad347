import { TdError } from '@task-distributor/band';
import { ChunkWalker } from './chunk-walker.ts';
import { zlibHeader, zlibTrailer } from './deflate-body.ts';
import { readAt, type OpenPart } from './open-part.ts';
import { findMark, longestTail, type PartMark } from './part-mark.ts';
import { chunkOverhead, encodeChunk } from './png-chunk.ts';
import { HeadCollector, type PngHead } from './png-head.ts';

/** A marked part's image data: whole IDAT chunks, which can be copied as they are. */
export interface MarkedBody {
  readonly mark: PartMark;
  /** Bytes from the start of the file to the first of these chunks. */
  readonly start: number;
  /** Bytes from the start of the file to the end of the last one. */
  readonly end: number;
}

/**
 * Reads a PNG's head, and its mark if it has one. The mark is compared with the end of the zlib stream.
 * @param start the first bytes of the part, as far as they have been read
 * @returns `marked` null for a part without a mark
 * @throws TdError when the file is not a PNG, or contradicts itself
 */
export async function readLayout(
  part: OpenPart,
  start: Buffer,
): Promise<{ head: PngHead; marked: MarkedBody | null }> {
  const { head, dataStart } = await readHead(part, start);
  const read = async (from: number, to: number): Promise<Buffer> =>
    to <= start.length ? start.subarray(from, to) : await readAt(part, from, to - from);
  const tail = await read(Math.max(0, part.size - longestTail - zlibEndBytes), part.size);
  const found = findMark(tail.subarray(-longestTail));
  if (found === null) return { head, marked: null };
  const { mark } = found;
  const rows = mark.rows.last - mark.rows.first + 1;
  if (rows !== head.header.height) {
    throw new TdError(
      `Expected ${rows} rows, as its mark says (${mark.rows.first}-${mark.rows.last}), got ${head.header.height}`,
    );
  }
  const before = encodeChunk('IDAT', zlibHeader);
  const after = encodeChunk('IDAT', zlibTrailer(mark.adler));
  const body = { start: dataStart + before.length, end: part.size - found.bytes - zlibEndBytes };
  const isAsMarked =
    !head.header.interlaced &&
    body.end - body.start >= mark.bodyBytes + chunkOverhead &&
    (await read(dataStart, body.start)).equals(before) &&
    tail
      .subarray(0, tail.length - found.bytes)
      .subarray(-zlibEndBytes)
      .equals(after);
  if (!isAsMarked) throw new TdError('Its mark and its image data contradict each other');
  return { head, marked: { mark, ...body } };
}

async function readHead(part: OpenPart, start: Buffer): Promise<{ head: PngHead; dataStart: number }> {
  const walker = new ChunkWalker();
  const collector = new HeadCollector();
  for (let at = 0; at < part.size; at += headBytes) {
    const bytes = at === 0 ? start.subarray(0, headBytes) : await readAt(part, at, headBytes);
    for (const piece of walker.walk(bytes)) {
      if (piece.type === 'IDAT') return { head: collector.head(), dataStart: piece.offset };
      collector.add(piece);
    }
  }
  walker.end();
  throw new TdError('Expected a PNG with image data, got none');
}

/** The IDAT chunk before the mark. */
const zlibEndBytes = chunkOverhead + 6;
const headBytes = 16 * 1024;

import { TdError } from '@task-distributor/band';
import { ChunkWalker } from './chunk-walker.ts';
import { zlibHeader, zlibTrailer } from './deflate-body.ts';
import { readAt, type OpenPart } from './open-part.ts';
import { findMark, longestTail, type PartMark } from './part-mark.ts';
import { chunkOverhead, encodeChunk } from './png-chunk.ts';
import { HeadCollector, type PngHead } from './png-head.ts';

/** What a part's first and last bytes say. */
export interface PartLayout {
  readonly head: PngHead;
  readonly mark: PartMark | null;
  /** Where the IDAT chunks with the body stand, in bytes from the start; null when they cannot be copied as they are. */
  readonly body: { readonly start: number; readonly end: number } | null;
}

/**
 * Reads a PNG's head, and its mark if it has one. The mark is compared with the stream's own trailer.
 * @throws TdError when the file is no PNG, or contradicts itself
 */
export async function readLayout(part: OpenPart): Promise<PartLayout> {
  const { head, dataStart } = await readHead(part);
  const tail = await readAt(part, Math.max(0, part.size - longestTail), longestTail);
  const found = findMark(tail);
  if (found === null) return { head, mark: null, body: null };
  const { mark } = found;
  const rows = mark.rows.last - mark.rows.first + 1;
  if (rows !== head.header.height) {
    throw new TdError(
      `Expected ${rows} rows, as its mark says (${mark.rows.first}-${mark.rows.last}), got ${head.header.height}`,
    );
  }
  const before = encodeChunk('IDAT', zlibHeader);
  const after = encodeChunk('IDAT', zlibTrailer(mark.adler));
  const start = dataStart + before.length;
  const end = part.size - found.bytes - after.length;
  const asMarked =
    !head.header.interlaced &&
    end - start >= mark.bodyBytes + chunkOverhead &&
    (await readAt(part, dataStart, before.length)).equals(before) &&
    (await readAt(part, end, after.length)).equals(after);
  if (!asMarked) throw new TdError('Its mark and its image data contradict each other');
  return { head, mark, body: { start, end } };
}

async function readHead(part: OpenPart): Promise<{ head: PngHead; dataStart: number }> {
  const walker = new ChunkWalker();
  const collector = new HeadCollector();
  for (let at = 0; at < part.size; at += headBytes) {
    for (const piece of walker.walk(await readAt(part, at, headBytes))) {
      if (piece.type === 'IDAT') return { head: collector.head(), dataStart: piece.offset };
      collector.add(piece);
    }
  }
  walker.end();
  throw new TdError('Expected a PNG with image data, got none');
}

const headBytes = 16 * 1024;

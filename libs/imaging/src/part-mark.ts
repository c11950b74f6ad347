import { crc32 } from 'node:zlib';
import type { Rows } from '@task-distributor/band';
import { chunkOverhead, encodeChunk } from './png-chunk.ts';

/**
 * What a part says about itself, in a private ancillary chunk between image data and IEND. Its type is `tdBD`:
 * ancillary, private, and not safe to copy, so that a program that changes the image drops it (PNG specification, 5.4).
 */
export interface PartMark {
  /** The rows of the whole image that the part holds. */
  readonly rows: Rows;
  /** The job whose rows they are; null: not said. */
  readonly job: string | null;
  /**
   * Bytes of deflated data between the zlib header, which stands in an IDAT of its own, and the empty final block with
   * the Adler-32, which stand in an IDAT of their own, too. They end on a byte boundary.
   */
  readonly bodyBytes: number;
  /** Adler-32 of the inflated data: the filtered lines with their filter types. */
  readonly adler: number;
}

export const markType = 'tdBD';

/** Version 1: version (1 byte), first row (4), last row (4), body bytes (8), Adler-32 (4), job in UTF-8; big endian. */
const version = 1;
const fixedBytes = 21;
const longestJob = 200;

/** The longest a marked PNG can be from its mark to its end. */
export const longestTail = 2 * chunkOverhead + fixedBytes + longestJob;

/** @throws RangeError when the job's name is too long: a bug, since jobs are named by this project */
export function encodeMark(mark: PartMark): Buffer {
  const job = Buffer.from(mark.job ?? '');
  if (job.length > longestJob) throw new RangeError(`Expected a job id of at most ${longestJob} bytes`);
  const data = Buffer.alloc(fixedBytes);
  data[0] = version;
  data.writeUInt32BE(mark.rows.first, 1);
  data.writeUInt32BE(mark.rows.last, 5);
  data.writeBigUInt64BE(BigInt(mark.bodyBytes), 9);
  data.writeUInt32BE(mark.adler, 17);
  return encodeChunk(markType, data, job);
}

/** The mark in the last bytes of a PNG, and how many bytes from its chunk on there are; null when there is none. */
export function findMark(tail: Buffer): { mark: PartMark; bytes: number } | null {
  const end = tail.length - chunkOverhead;
  if (end < 0 || !tail.subarray(end).equals(encodeChunk('IEND'))) return null;
  for (let job = 0; job <= longestJob; job += 1) {
    const start = end - chunkOverhead - fixedBytes - job;
    if (start < 0) return null;
    const chunk = tail.subarray(start, end);
    if (chunk.readUInt32BE(0) !== fixedBytes + job || chunk.toString('latin1', 4, 8) !== markType) continue;
    if (chunk.readUInt32BE(chunk.length - 4) !== crc32(chunk.subarray(4, -4))) return null;
    const mark = decodeMark(chunk.subarray(8, -4));
    return mark && { mark, bytes: tail.length - start };
  }
  return null;
}

function decodeMark(data: Buffer): PartMark | null {
  const rows = { first: data.readUInt32BE(1), last: data.readUInt32BE(5) };
  if (data[0] !== version || rows.first === 0 || rows.last < rows.first) return null;
  return {
    rows,
    bodyBytes: Number(data.readBigUInt64BE(9)),
    adler: data.readUInt32BE(17),
    job: data.toString('utf8', fixedBytes) || null,
  };
}

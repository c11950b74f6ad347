import { crc32 } from 'node:zlib';
import type { Rows } from '@task-distributor/band';
import { chunkOverhead, encodeChunk } from './png-chunk.ts';

/**
 * What a part says about itself, in a private chunk between image data and IEND. By the chunk's type, `tdBD`, it is
 * ancillary, private, and not safe to copy, so that a program that changes the image drops it (PNG specification, 5.4).
 */
export interface PartMark {
  /** The rows of the whole image that the part holds. */
  readonly rows: Rows;
  /** The job that the rows belong to; null = unknown. */
  readonly job: string | null;
  /**
   * Bytes of deflated data between the zlib header, which has an IDAT chunk of its own, and the empty final block with
   * the Adler-32, which have one, too. They end on a byte boundary.
   */
  readonly bodyBytes: number;
  /** Adler-32 of the inflated data: the filtered lines, each after its filter type. */
  readonly adler: number;
}

/** @throws RangeError for a job id that is too long, which would be a bug */
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

/** Finds the mark in the last bytes of a PNG. @returns the mark, and the number of bytes from its chunk to the end */
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

const markType = 'tdBD';

/** Version 1: version (1 byte), first row (4), last row (4), body bytes (8), Adler-32 (4), job in UTF-8; big endian. */
const version = 1;
const fixedBytes = 21;
const longestJob = 200;

/** The largest number of bytes from the mark of a PNG to its end. */
export const longestTail = 2 * chunkOverhead + fixedBytes + longestJob;

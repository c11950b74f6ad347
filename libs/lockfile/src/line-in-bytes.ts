import { type LockfileLine, longestLine, parseLockfileLine } from './lockfile-line.ts';

/**
 * A file system that crashed during an append can leave NULs, after a line that is torn or none. The line is what follows
 * them. Some editors put a byte order mark before the first line.
 * @param place.hasNuls whether there are NULs anywhere in the bytes; it is asked once for many lines
 */
export function lineInBytes(
  bytes: Buffer,
  place: { start: number; end: number; hasNuls: boolean },
): LockfileLine | null {
  const { start, end, hasNuls } = place;
  const from = hasNuls ? start + bytes.subarray(start, end).lastIndexOf(0) + 1 : start;
  if (end - from > longestLine) return null;
  const hasMark = bytes[from] === byteOrderMark[0] && bytes.subarray(from, from + 3).equals(byteOrderMark);
  return parseLockfileLine(bytes.toString('utf8', hasMark ? from + 3 : from, end));
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

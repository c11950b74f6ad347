/**
 * Computes the Adler-32 of two pieces of data in a row from the Adler-32 of each and the length of the second in bytes.
 * Source: RFC 1950, 8.2, solved for the sums; the result is that of zlib's adler32_combine.
 */
export function combineAdler32(first: number, second: number, secondBytes: number): number {
  const length = secondBytes % base;
  const lowFirst = first & 0xffff;
  const low = (lowFirst + (second & 0xffff) + base - 1) % base;
  const high = ((first >>> 16) + (second >>> 16) + length * (lowFirst + base - 1)) % base;
  return high * 65_536 + low;
}

/** The largest prime below 65,536. */
const base = 65_521;

const base = 65_521;

/**
 * Adler-32 of two pieces of data put together, out of their own Adler-32 and the second one's length in bytes.
 * Source: RFC 1950, 8.2, solved for the sums; the same as zlib's adler32_combine.
 */
export function combineAdler32(first: number, second: number, secondBytes: number): number {
  const length = secondBytes % base;
  const lowFirst = first & 0xffff;
  const low = (lowFirst + (second & 0xffff) + base - 1) % base;
  const high = ((first >>> 16) + (second >>> 16) + length * (lowFirst + base - 1)) % base;
  return high * 65_536 + low;
}

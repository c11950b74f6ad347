import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combineAdler32 } from '../src/combine-adler32.ts';

const adlerOf = (data: Uint8Array) => deflateSync(data).readUInt32BE(deflateSync(data).length - 4);

describe('combineAdler32', () => {
  it("returns zlib's Adler-32 of both together", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 9000 }), fc.uint8Array({ maxLength: 9000 }), (a, b) => {
        expect(combineAdler32(adlerOf(a), adlerOf(b), b.length)).toBe(adlerOf(Buffer.concat([a, b])));
      }),
    );
  });

  it('holds for sums at their highest and lengths beyond 65521', () => {
    const [a, b] = [Buffer.alloc(100_000, 255), Buffer.alloc(65_521 * 3, 255)];
    expect(combineAdler32(adlerOf(a), adlerOf(b), b.length)).toBe(adlerOf(Buffer.concat([a, b])));
  });
});

import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { idatOf } from './chunks.ts';
import { crop } from './crop.ts';
import { chunk, encodePng } from './encode-png.ts';
import { formats, picture } from './pictures.ts';

describe('cropPng refuses', () => {
  const whole = picture(formats['RGB 8']!, 30, 20);
  const png = encodePng(whole, { filter: () => 4, idat: 500 });
  const rows = { first: 5, last: 10 };

  it.each<[string, Buffer, RegExp]>([
    ['no bytes', Buffer.alloc(0), /^Expected a PNG image, got 0 bytes$/],
    ['another file', Buffer.from('<html></html>'), /begins with the bytes 3c68746d6c3e3c2f$/],
    [
      'NULs before it',
      Buffer.concat([Buffer.alloc(4096), png]),
      /something that begins with NULs, as a file/,
    ],
    [
      'two NULs before it',
      Buffer.concat([Buffer.alloc(2), png]),
      /something that begins with NULs, as a file/,
    ],
    [
      'a byte order mark before it',
      Buffer.concat([Buffer.from('\ufeff'), png]),
      /got a byte order mark \(ef bb bf\) at its start: a text editor has saved it$/,
    ],
    [
      'a header only',
      png.subarray(0, 33),
      /^Expected a whole PNG image, got one that is cut off after 33 bytes$/,
    ],
    ['a file without IEND', png.subarray(0, -12), /cut off after/],
    ['a file with half of IEND', png.subarray(0, -2), /cut off after/],
    [
      'a file with something after IEND',
      Buffer.concat([png, Buffer.from('more')]),
      new RegExp(`after its IEND chunk, got 4 more bytes; head -c ${png.length} drops them$`),
    ],
    [
      'a file with very much after IEND',
      Buffer.concat([png, Buffer.alloc(2_000_000)]),
      /more than 1048576 more bytes/,
    ],
    [
      'no image data',
      Buffer.concat([png.subarray(0, 33), chunk('IEND', Buffer.alloc(0))]),
      /with image data/,
    ],
    [
      'a chunk of 4 GB',
      Buffer.concat([png.subarray(0, 33), Buffer.alloc(4, 255), Buffer.from('IDAT')]),
      /damaged/,
    ],
    [
      'a width of 2 billion',
      withHeader(png, (header) => header.writeUInt32BE(2 ** 31 - 1, 0)),
      /possible size/,
    ],
    ['a height of 0', withHeader(png, (header) => header.writeUInt32BE(0, 4)), /possible size/],
    ['more rows than in the header', withHeader(png, (header) => header.writeUInt32BE(15, 4)), /got more/],
    ['fewer rows than in the header', withHeader(png, (header) => header.writeUInt32BE(21, 4)), /got 1820/],
    ['a depth of 3', withHeader(png, (header) => header.writeUInt8(3, 8)), /colour type and depth/],
    ['an unknown critical chunk', withChunk(png, 'ABCD', Buffer.alloc(1)), /ABCD/],
    ['two palettes', withChunk(withChunk(png, 'PLTE', Buffer.alloc(3)), 'PLTE', Buffer.alloc(3)), /two/],
    ['a filter of 5', encodePng(whole, { filter: (row) => (row === 7 ? 5 : 0) }), /filter type 5/],
    [
      'a filter of 5 above the band',
      encodePng(whole, { filter: (row) => (row === 1 ? 5 : 0) }),
      /filter type 5/,
    ],
    [
      'a filter of 5 below the band',
      encodePng(whole, { filter: (row) => (row === 19 ? 5 : 0) }),
      /filter type 5/,
    ],
  ])('%s', async (_name, bytes, message) => {
    await expect(crop(bytes, { rows })).rejects.toMatchObject({
      name: 'TdError',
      message: expect.stringMatching(message) as string,
    });
  });

  it('a PNG with a changed byte at any position', async () => {
    for (let at = 0; at < png.length; at += 7) {
      const damaged = Buffer.from(png);
      damaged[at]! ^= 0x10;
      await expect(crop(damaged, { rows }), `byte ${at}`).rejects.toMatchObject({ name: 'TdError' });
    }
  });

  it('an inflate bomb, without inflating all of it', async () => {
    const bomb = deflateSync(Buffer.alloc(64 << 20));
    // A reader that gets there finds it damaged.
    bomb[(bomb.length * 3) >> 2]! ^= 0xff;
    const bytes = Buffer.concat([png.subarray(0, 33), chunk('IDAT', bomb), chunk('IEND', Buffer.alloc(0))]);
    await expect(crop(bytes, { rows })).rejects.toThrow('as the header says, got more');
  });

  it('bytes after the end of the deflated data', async () => {
    const lines = inflateSync(idatOf(png));
    for (const surplus of [1, 300_000]) {
      const data = Buffer.concat([deflateSync(lines), Buffer.alloc(surplus)]);
      const bytes = Buffer.concat([png.subarray(0, 33), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
      await expect(crop(bytes, { rows })).rejects.toThrow('Expected nothing after the image data, got more');
    }
  });

  it('an interlaced image', async () => {
    await expect(crop(encodePng(whole, { interlaced: true }), { rows })).rejects.toThrow(
      'without interlacing',
    );
  });

  it('an unexpected size, and rows that the image does not have', async () => {
    await expect(crop(png, { rows, expected: { width: 30, height: 21 } })).rejects.toThrow(
      'Expected an image of 30x21, got 30x20',
    );
    await expect(crop(png, { rows: { first: 15, last: 21 } })).rejects.toThrow('got 15-21');
    await expect(crop(png, { rows: { first: 0, last: 3 } })).rejects.toThrow('got 0-3');
  });
});

function withHeader(png: Buffer, change: (header: Buffer) => void): Buffer {
  const header = Buffer.from(png.subarray(16, 29));
  change(header);
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', header), png.subarray(33)]);
}

function withChunk(png: Buffer, type: string, data: Buffer): Buffer {
  return Buffer.concat([png.subarray(0, 33), chunk(type, data), png.subarray(33)]);
}

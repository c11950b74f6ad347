import { PassThrough, Writable } from 'node:stream';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cropPng, type CropOptions } from '../src/index.ts';
import { collector, inPieces } from './collect.ts';
import { byFastPng, byLibpng, cutPixels, expectPixels } from './decode-png.ts';
import { chunk, encodePng, type Picture } from './encode-png.ts';
import { formats, picture, randomNumbers } from './pictures.ts';

async function crop(png: Buffer, options: CropOptions, pieces?: number): Promise<Buffer> {
  const sink = collector();
  const { bytes } = await cropPng(inPieces(png, pieces), sink, options);
  expect(bytes).toBe(sink.bytes().length);
  return sink.bytes();
}

async function expectCrop(whole: Picture, png: Buffer, first: number, last: number, pieces?: number) {
  const folder = temporaryFolder();
  const [from, to] = [join(folder, 'whole.png'), join(folder, 'part.png')];
  await writeFile(from, png);
  const part = await crop(png, { rows: { first, last } }, pieces);
  await writeFile(to, part);
  const pixels = await byLibpng(from);
  expect(await byFastPng(from)).toEqual(pixels);
  await expectPixels(to, cutPixels(pixels, first, last));
  expect([part[24], part[25]]).toEqual([whole.depth, whole.colourType]);
}

describe('every format', () => {
  it.each(Object.keys(formats))(
    '%s: the rows and nothing else, whatever the first row is filtered by',
    async (name) => {
      const whole = picture(formats[name]!, 13, 9);
      for (let filter = 0; filter <= 4; filter += 1) {
        const png = encodePng(whole, { filter: (row) => (row === 3 ? filter : (row + 2 * filter) % 5) });
        await expectCrop(whole, png, 4, 7);
      }
      await expectCrop(whole, encodePng(whole, { filter: () => 4 }), 1, 9);
      await expectCrop(whole, encodePng(whole, { filter: () => 3 }), 9, 9);
      await expectCrop(whole, encodePng(whole, { filter: () => 4, idat: 1 }), 1, 1, 3);
    },
  );

  it('any image, any cut, in any pieces', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...Object.keys(formats)),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 40 }),
        fc.infiniteStream(fc.integer({ min: 0, max: 4 })),
        fc.integer({ min: 1, max: 5000 }),
        fc.integer(),
        async (name, width, height, a, b, filters, pieces, seed) => {
          // fast-png refuses a transparent colour of three samples in an image of fewer pixels.
          const whole = picture(formats[name]!, formats[name]!.key ? width + 2 : width, height, seed);
          const types = Array.from({ length: height }, () => filters.next().value as number);
          const png = encodePng(whole, { filter: (row) => types[row]!, idat: pieces });
          const rows = [((a - 1) % height) + 1, ((b - 1) % height) + 1].sort((m, n) => m - n);
          await expectCrop(whole, png, rows[0]!, rows[1]!, pieces);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('size', () => {
  it.each([
    ['without a filter', 0],
    ['filtered', 2],
  ])('lines of one colour, %s, stay small', async (_name, filter) => {
    const whole = picture(formats['RGB 8']!, 1000, 2000);
    for (let i = 0; i < whole.samples.length; i += 1) whole.samples[i] = [200, 90, 7][i % 3]!;
    const png = encodePng(whole, { filter: () => filter });
    const part = await crop(png, { rows: { first: 11, last: 1990 } });
    expect(part.length).toBeLessThan(40_000);
    const folder = temporaryFolder();
    await writeFile(join(folder, 'part.png'), part);
    await writeFile(join(folder, 'whole.png'), png);
    await expectPixels(
      join(folder, 'part.png'),
      cutPixels(await byLibpng(join(folder, 'whole.png')), 11, 1990),
    );
  });
});

describe('black rows above the band', () => {
  it.each(['RGB 8', 'RGBA 16', 'grey 4'])('%s: black, then opaque, by any filters', async (name) => {
    const whole = picture(formats[name]!, 20, 30);
    whole.samples.fill(0, 0, whole.samples.length / 3);
    if (name === 'RGBA 16') for (let i = 3; i < whole.samples.length / 3; i += 4) whole.samples[i] = 65535;
    for (const shift of [0, 1, 2, 3, 4]) {
      await expectCrop(whole, encodePng(whole, { filter: (row) => (row + shift) % 5 }), 8 + shift, 25);
    }
  });
});

describe('chunks', () => {
  const colours = [
    { type: 'gAMA', data: Buffer.from([0, 0, 0xb1, 0x8f]) },
    { type: 'sRGB', data: Buffer.from([0]) },
    { type: 'sBIT', data: Buffer.from([8, 8, 8]) },
    { type: 'tIME', data: Buffer.from([7, 0xea, 11, 22, 9, 0, 0]) },
    { type: 'oFFs', data: Buffer.alloc(9) },
    { type: 'tEXt', data: Buffer.from('Software\0POV-Ray') },
  ];

  it('keeps what it says about colours, and drops what is not true of a part', async () => {
    const part = await crop(encodePng({ ...picture(formats['RGB 8']!, 4, 4), chunks: colours }), {
      rows: { first: 2, last: 3 },
    });
    expect(chunkTypes(part)).toEqual([
      'IHDR',
      'gAMA',
      'sRGB',
      'sBIT',
      'tEXt',
      'IDAT',
      'IDAT',
      'IDAT',
      'tdBD',
      'IEND',
    ]);
  });

  it('drops what makes no sense, so that the part is sound', async () => {
    const folder = temporaryFolder();
    const nonsense = [
      { type: 'gAMA', data: Buffer.alloc(4) },
      { type: 'sRGB', data: Buffer.from([9]) },
      { type: 'sBIT', data: Buffer.from([8, 9, 8]) },
      { type: 'cHRM', data: Buffer.alloc(32) },
      { type: 'iCCP', data: Buffer.from('profile\0\x01deflated') },
      { type: 'iCCP', data: Buffer.from(' profile\0\0deflated') },
      { type: 'iCCP', data: Buffer.from(`${'x'.repeat(80)}\0\0deflated`) },
      { type: 'pHYs', data: Buffer.alloc(8) },
      { type: 'tEXt', data: Buffer.from('Software\0\x1b[31m') },
    ];
    const whole = picture(formats['RGB 8']!, 4, 4);
    const part = await crop(encodePng({ ...whole, chunks: nonsense }), { rows: { first: 1, last: 4 } });
    expect(chunkTypes(part)).toEqual(['IHDR', 'IDAT', 'IDAT', 'IDAT', 'tdBD', 'IEND']);
    await writeFile(join(folder, 'part.png'), part);
    await writeFile(join(folder, 'whole.png'), encodePng(whole));
    await expectPixels(join(folder, 'part.png'), await byLibpng(join(folder, 'whole.png')));
  });
});

describe('what is refused', () => {
  const whole = picture(formats['RGB 8']!, 30, 20);
  const png = encodePng(whole, { filter: () => 4, idat: 500 });
  const rows = { first: 5, last: 10 };

  it.each<[string, Buffer, RegExp]>([
    ['no bytes', Buffer.alloc(0), /^Expected a PNG image, got 0 bytes$/],
    ['another file', Buffer.from('<html></html>'), /begins with the bytes 3c68746d6c3e3c2f$/],
    [
      'a header only',
      png.subarray(0, 33),
      /^Expected a whole PNG image, got one that is cut off after 33 bytes$/,
    ],
    ['a file without IEND', png.subarray(0, -12), /cut off after/],
    ['a file with half of IEND', png.subarray(0, -2), /cut off after/],
    ['a file with something after IEND', Buffer.concat([png, Buffer.from('x')]), /after its IEND/],
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
    ['more rows than the header says', withHeader(png, (header) => header.writeUInt32BE(15, 4)), /got more/],
    ['fewer rows than the header says', withHeader(png, (header) => header.writeUInt32BE(21, 4)), /got 1820/],
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

  it('a byte changed anywhere', async () => {
    for (let at = 0; at < png.length; at += 7) {
      const damaged = Buffer.from(png);
      damaged[at]! ^= 0x10;
      await expect(crop(damaged, { rows }), `byte ${at}`).rejects.toMatchObject({ name: 'TdError' });
    }
  });

  it('an inflate bomb, without inflating all of it', async () => {
    const { deflateSync } = await import('node:zlib');
    const bomb = deflateSync(Buffer.alloc(64 << 20));
    // Whoever gets there finds it damaged.
    bomb[(bomb.length * 3) >> 2]! ^= 0xff;
    const bytes = Buffer.concat([png.subarray(0, 33), chunk('IDAT', bomb), chunk('IEND', Buffer.alloc(0))]);
    await expect(crop(bytes, { rows })).rejects.toThrow('as the header says, got more');
  });

  it('bytes after the end of the deflated data', async () => {
    const { deflateSync, inflateSync } = await import('node:zlib');
    const lines = inflateSync(
      Buffer.concat(
        chunksOf(png)
          .filter((c) => c.type === 'IDAT')
          .map((c) => c.data),
      ),
    );
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

  it('another size than expected, and rows that are not there', async () => {
    await expect(crop(png, { rows, expected: { width: 30, height: 21 } })).rejects.toThrow(
      'Expected an image of 30x21, got 30x20',
    );
    await expect(crop(png, { rows: { first: 15, last: 21 } })).rejects.toThrow('got 15-21');
    await expect(crop(png, { rows: { first: 0, last: 3 } })).rejects.toThrow('got 0-3');
  });
});

describe('streams', () => {
  const png = encodePng(picture(formats['RGB 8']!, 30, 20));
  const rows = { first: 1, last: 2 };

  it('stops when it is told to, though nothing comes', async () => {
    const controller = new AbortController();
    const source = new PassThrough();
    source.write(png.subarray(0, 200));
    const cropping = cropPng(source, collector(), { rows, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(cropping).rejects.toThrow('enough');
    expect(source.destroyed).toBe(true);
  });

  it('through a PassThrough whose reader comes late, in pieces of any size', async () => {
    const large = picture(formats['RGB 8']!, 1000, 300);
    const random = randomNumbers(5);
    for (let i = 0; i < large.samples.length; i += 1) large.samples[i] = random() * 256;
    const folder = temporaryFolder();
    const [from, to] = [join(folder, 'whole.png'), join(folder, 'part.png')];
    const bytes = encodePng(large, { filter: (row) => (row === 20 ? 4 : row % 5) });
    await writeFile(from, bytes);
    for (const pieces of [1000, 65_536, 1_000_000]) {
      const sink = new PassThrough({ highWaterMark: 2 ** 30 });
      await cropPng(inPieces(bytes, pieces), sink, { rows: { first: 21, last: 290 } });
      sink.end();
      await writeFile(to, sink);
      await expectPixels(to, cutPixels(await byLibpng(from), 21, 290));
    }
  });

  it("throws the sink's own error", async () => {
    const sink = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('gone'), { code: 'EPIPE' })),
    });
    await expect(cropPng(inPieces(png), sink, { rows })).rejects.toMatchObject({ code: 'EPIPE' });
  });

  it('is told when the sink is closed', async () => {
    const sink = new Writable({ write: () => undefined });
    const cropping = cropPng(inPieces(png), sink, { rows });
    sink.destroy();
    await expect(cropping).rejects.toMatchObject({ code: 'ERR_STREAM_PREMATURE_CLOSE' });
  });
});

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      type: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

function chunkTypes(png: Buffer): string[] {
  return chunksOf(png).map(({ type }) => type);
}

function withHeader(png: Buffer, change: (header: Buffer) => void): Buffer {
  const header = Buffer.from(png.subarray(16, 29));
  change(header);
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', header), png.subarray(33)]);
}

function withChunk(png: Buffer, type: string, data: Buffer): Buffer {
  return Buffer.concat([png.subarray(0, 33), chunk(type, data), png.subarray(33)]);
}

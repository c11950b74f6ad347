import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunksOf, gamma, srgb } from './chunks.ts';
import { crop } from './crop.ts';
import { byFastPng, byLibpng, cutPixels, expectPixels } from './decode-png.ts';
import { encodePng, type Picture } from './encode-png.ts';
import { formats, picture } from './pictures.ts';

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

describe('cropPng', () => {
  it.each(Object.keys(formats))(
    'cuts exactly the rows out of %s, whatever the filter of the first row',
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

  it('crops any rows of any image that arrives in any pieces', async () => {
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

describe('the size of what cropPng writes', () => {
  it.each([
    ['without a filter', 0],
    ['filtered', 2],
  ])('stays small for lines of one colour %s', async (_name, filter) => {
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

describe('cropPng below black rows', () => {
  it.each(['RGB 8', 'RGBA 16', 'grey 4'])(
    'cuts rows of %s that follow black ones, by any filters',
    async (name) => {
      const whole = picture(formats[name]!, 20, 30);
      whole.samples.fill(0, 0, whole.samples.length / 3);
      if (name === 'RGBA 16') for (let i = 3; i < whole.samples.length / 3; i += 4) whole.samples[i] = 65535;
      for (const shift of [0, 1, 2, 3, 4]) {
        await expectCrop(whole, encodePng(whole, { filter: (row) => (row + shift) % 5 }), 8 + shift, 25);
      }
    },
  );
});

describe('the chunks that cropPng writes', () => {
  const metadata = [
    gamma(45_455),
    srgb,
    { type: 'sBIT', data: Buffer.from([8, 8, 8]) },
    { type: 'tIME', data: Buffer.from([7, 0xea, 11, 22, 9, 0, 0]) },
    { type: 'oFFs', data: Buffer.alloc(9) },
    { type: 'tEXt', data: Buffer.from('Software\0POV-Ray') },
  ];

  it('keep the colour metadata, but no metadata that is wrong for a part', async () => {
    const part = await crop(encodePng({ ...picture(formats['RGB 8']!, 4, 4), chunks: metadata }), {
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

  it('omit invalid chunks, so that the part is valid', async () => {
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

function chunkTypes(png: Buffer): string[] {
  return chunksOf(png).map(({ type }) => type);
}

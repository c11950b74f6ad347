import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { checkOutputHolds, checkOutputName, composeBands, cropImage } from '../src/index.ts';
import { gamma, p3Primaries, srgb, type Chunk } from './chunks.ts';
import { inPieces } from './collect.ts';
import { pixelsOf } from './decode-png.ts';
import { encodePng, type Picture } from './encode-png.ts';
import { evenly, job, markedPart, never, putPart, stream } from './parts.ts';
import { formats, picture } from './pictures.ts';

const srgbChunks = [gamma(45_455), srgb];

async function compose(folder: string, whole: Picture, name: string): Promise<string> {
  const png = encodePng(whole);
  const bands = [];
  for (const rows of evenly(whole.height, 3))
    bands.push(await putPart(folder, rows, await markedPart(png, rows)));
  const output = join(folder, name);
  await composeBands(stream(bands), { output, height: whole.height, job }, never);
  return output;
}

describe('writing TIFF', () => {
  it.each(['RGB 8', 'RGB 16', 'RGBA 8', 'RGBA 16', 'grey 8', 'grey 16', 'grey and alpha 16'])(
    'keeps the samples of %s at full depth',
    async (name) => {
      const whole = { ...picture(formats[name]!, 20, 15), chunks: srgbChunks };
      const path = await compose(temporaryFolder(), whole, 'out.tiff');
      const { channels, depth, icc } = await sharp(path).metadata();
      expect([channels, depth]).toEqual([
        { 0: 1, 2: 3, 4: 2, 6: 4 }[whole.colourType],
        whole.depth === 16 ? 'ushort' : 'uchar',
      ]);
      const grey = whole.colourType % 4 === 0;
      expect(icc !== undefined).toBe(!grey);
      const raw = await sharp(path, { ignoreIcc: true })
        .toColourspace(grey ? (whole.depth === 16 ? 'grey16' : 'b-w') : whole.depth === 16 ? 'rgb16' : 'srgb')
        .raw({ depth: whole.depth === 16 ? 'ushort' : 'uchar' })
        .toBuffer();
      const samples = whole.depth === 16 ? new Uint16Array(raw.buffer, raw.byteOffset, raw.length / 2) : raw;
      expect([...samples]).toEqual([...whole.samples]);
    },
  );
});

describe('writing formats for viewing', () => {
  it.each(['out.jpg', 'out.webp', 'out.avif'])(
    'writes about the same samples into %s, and the colour space',
    async (name) => {
      const flat = picture(formats['RGB 8']!, 64, 48);
      for (let i = 0; i < flat.samples.length; i += 1)
        flat.samples[i] = (i % 3) * 60 + (i / flat.samples.length) * 100;
      const path = await compose(temporaryFolder(), { ...flat, chunks: srgbChunks }, name);
      const raw = await sharp(path, { ignoreIcc: true }).raw().toBuffer();
      const worst = raw.reduce((most, value, i) => Math.max(most, Math.abs(value - flat.samples[i]!)), 0);
      expect(raw.length).toBe(flat.samples.length);
      expect(worst).toBeLessThan(16);
      expect((await sharp(path).metadata()).icc?.length).toBeGreaterThan(100);
    },
  );

  it('writes a Deep Zoom description and tiles, and replaces earlier ones', async () => {
    const folder = temporaryFolder();
    const whole = { ...picture(formats['RGB 8']!, 600, 300), chunks: srgbChunks };
    for (let i = 0; i < 2; i += 1) {
      const path = await compose(folder, whole, 'poster.dzi');
      expect(await readFile(path, 'utf8')).toMatch(/Format="jpe?g"/);
    }
    const names = (await readdir(folder)).filter((name) => !name.startsWith('rows-'));
    expect(names).toEqual(['poster.dzi', 'poster_files']);
    expect(await readdir(join(folder, 'poster_files', '10'))).toHaveLength(6);
  });

  it('does not replace a folder that it has not created', async () => {
    const folder = temporaryFolder();
    const whole = { ...picture(formats['RGB 8']!, 60, 30), chunks: srgbChunks };
    await mkdir(join(folder, 'poster_files'));
    await writeFile(join(folder, 'poster_files', 'thesis.txt'), 'mine');
    await expect(compose(folder, whole, 'poster.dzi')).rejects.toThrow('poster_files: it is in the way');
    expect(await readFile(join(folder, 'poster_files', 'thesis.txt'), 'utf8')).toBe('mine');
    expect(await readdir(folder)).not.toContain('poster.dzi');
  });

  it('is aborted without waiting for the encoder, and keeps the old file', async () => {
    const folder = temporaryFolder();
    const png = encodePng({ ...picture(formats['RGB 8']!, 1500, 1500), chunks: srgbChunks });
    await writeFile(join(folder, 'out.avif'), 'old');
    const rows = { first: 1, last: 1500 };
    const bands = stream([await putPart(folder, rows, await markedPart(png, rows))]);
    const stop = new AbortController();
    const composed = composeBands(
      bands,
      { output: join(folder, 'out.avif'), height: 1500, job },
      stop.signal,
    );
    // The folder that the encoder writes into.
    await expect
      .poll(async () => (await readdir(folder)).filter((name) => name.startsWith('.out')).length, {
        interval: 1,
        timeout: 10_000,
      })
      .toBe(2);
    stop.abort(new Error('enough'));
    await expect(composed).rejects.toThrow('enough');
    expect(await readFile(join(folder, 'out.avif'), 'utf8')).toBe('old');
  });

  it('crops to these formats', async () => {
    const folder = temporaryFolder();
    const png = encodePng({ ...picture(formats['RGB 16']!, 9, 9), chunks: srgbChunks });
    await cropImage(inPieces(png), join(folder, 'out.tif'), { rows: { first: 2, last: 4 } });
    const raw = await sharp(join(folder, 'out.tif'), { ignoreIcc: true })
      .toColourspace('rgb16')
      .raw({ depth: 'ushort' })
      .toBuffer();
    const samples = new Uint16Array(raw.buffer, raw.byteOffset, raw.length / 2);
    const { rgba } = pixelsOf(png);
    expect([...samples]).toEqual([...rgba.slice(4 * 9, 4 * 36)].filter((_, i) => i % 4 !== 3));
  });
});

describe('refusing what a format cannot hold', () => {
  it.each([
    ['out.jpg', 'RGB 16', 3, /^JPEG cannot hold 16 bits per sample/],
    ['out.jpg', 'RGBA 8', 3, /^JPEG cannot hold transparency/],
    ['out.webp', 'RGB 16', 3, /^WebP cannot hold 16 bits/],
    ['out.avif', 'RGBA 16', 3, /^AVIF cannot hold 16 bits/],
    ['out.webp', 'grey 8', 16384, /^WebP cannot hold 1x16384 pixels \(at most 16383 a side\)/],
    ['out.jpg', 'grey 8', 65501, /^JPEG cannot hold 1x65501 pixels \(at most 65500 a side\)/],
  ])('refuses to write %s from %s of %i rows', async (name, format, height, message) => {
    const folder = temporaryFolder();
    const composing = compose(folder, picture(formats[format]!, 1, height), name);
    await expect(composing).rejects.toMatchObject({
      name: 'TdError',
      message: expect.stringMatching(message) as string,
    });
    expect((await readdir(folder)).filter((file) => !file.startsWith('rows-'))).toEqual([]);
  });

  it.each<[string, Chunk, string]>([
    ['a gamma', gamma(100_000), 'gAMA 1'],
    ['primaries', p3Primaries, 'cHRM 31270 32900'],
  ])('refuses %s other than those of sRGB', async (_name, chunk, description) => {
    const whole = { ...picture(formats['RGB 8']!, 3, 3), chunks: [chunk] };
    await expect(compose(temporaryFolder(), whole, 'out.jpg')).rejects.toThrow(
      `JPEG cannot hold colours that are not sRGB's and have no ICC profile (${description}`,
    );
  });
});

describe('checkOutputHolds', () => {
  const traits = { width: 4, height: 65_500, depth: 8, alpha: false };

  it('accepts what can be written', async () => {
    const folder = temporaryFolder();
    expect(() => checkOutputHolds('a.jpg', traits)).not.toThrow();
    const path = await compose(folder, picture(formats['grey 8']!, 1, 65_500), 'a.jpg');
    expect((await sharp(path).metadata()).height).toBe(65_500);
    expect(() => checkOutputHolds('-', { ...traits, depth: 16 })).not.toThrow();
    expect(() => checkOutputHolds('a.png', { ...traits, height: 70_000 })).not.toThrow();
  });

  it.each([
    ['a.jpg', { height: 65_501 }, 'a.jpg: JPEG cannot hold 4x65501 pixels (at most 65500 a side)'],
    ['a.webp', {}, 'WebP cannot hold 4x65500 pixels'],
    ['a.avif', {}, 'AVIF cannot hold 4x65500 pixels'],
    ['a.jpg', { depth: 16 }, 'JPEG cannot hold 16 bits'],
    ['a.jpg', { alpha: true }, 'JPEG cannot hold transparency; write a .png'],
  ])('refuses %s for an image with %j', (name, changes, message) => {
    expect(() => checkOutputHolds(name, { ...traits, ...changes })).toThrow(message);
  });
});

describe('checkOutputName', () => {
  it('accepts names that can be written', () => {
    const folder = temporaryFolder();
    for (const name of ['a.png', 'a.JPG', 'a.jpeg', 'a.webp', 'a.tif', 'a.tiff', 'a.avif', 'a.dzi']) {
      expect(() => checkOutputName(join(folder, name))).not.toThrow();
    }
  });

  it('reports what is wrong with other names', () => {
    const folder = temporaryFolder();
    expect(() => checkOutputName(join(folder, 'a.gif'))).toThrow('got "a.gif"');
    expect(() => checkOutputName(join(folder, 'png'))).toThrow(
      'Expected an output name that ends in .png .jpg',
    );
    expect(() => checkOutputName(join(folder, 'no', 'a.png'))).toThrow('No such file or directory');
  });
});

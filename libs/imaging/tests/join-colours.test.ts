import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { temporaryFolder } from '@task-distributor/testing';
import { describe, expect, it } from 'vitest';
import { composeBands } from '../src/index.ts';
import { gamma, p3Primaries, srgb, srgbPrimaries, type Chunk } from './chunks.ts';
import { expectPixels, pixelsOf } from './decode-png.ts';
import { encodePng } from './encode-png.ts';
import { cutPicture, formats, picture } from './pictures.ts';
import { evenly, job, markedPart, never, putPart, stream } from './parts.ts';

const profile = (text: string, level = 6): Chunk => ({
  type: 'iCCP',
  data: Buffer.concat([Buffer.from('ICC\0\0', 'latin1'), deflateSync(text.repeat(50), { level })]),
});
/** The two kinds of metadata that ImageMagick writes into parts that it has cut out of POV-Ray's output. */
const linear = [gamma(100_000)];
const sbit: Chunk = { type: 'sBIT', data: Buffer.from([8, 8, 8]) };
const cut = [gamma(45_455), srgbPrimaries];

const whole = picture(formats['RGB 8']!, 5, 8);
const rows = evenly(8, 2);

/** Composes two halves with these chunks. @returns the colour metadata of the image */
async function compose(above: Chunk[], below: Chunk[], marked: boolean): Promise<(string | number)[]> {
  const folder = temporaryFolder();
  const whole8 = encodePng({ ...whole, chunks: above });
  const first = marked
    ? await markedPart(whole8, rows[0]!)
    : encodePng({ ...cutPicture(whole, 1, 4), chunks: above });
  const second = encodePng({ ...cutPicture(whole, 5, 8), chunks: below });
  const bands = [await putPart(folder, rows[0]!, first), await putPart(folder, rows[1]!, second)];
  const output = join(folder, 'out.png');
  await composeBands(stream(bands), { output, height: 8, job }, never);
  await expectPixels(output, pixelsOf(encodePng(whole)));
  const png = await readFile(output);
  const types = ['gAMA', 'cHRM', 'sRGB', 'iCCP'].filter((type) => png.includes(type));
  return types.map((type) => (type === 'gAMA' ? png.readUInt32BE(png.indexOf('gAMA') + 4) : type));
}

describe('composing parts whose colours agree', () => {
  it.each<[string, Chunk[], Chunk[], (string | number)[]]>([
    ['no metadata', [], [], []],
    ['sRGB, and no metadata', [srgb], [], ['sRGB']],
    ['no metadata, and sRGB', [], [gamma(45_455), srgb], [45_455, 'sRGB']],
    ['sRGB by name and by numbers', [srgb], [gamma(45_450), srgbPrimaries], ['sRGB']],
    ['gamma, and primaries', [gamma(60_000)], [p3Primaries], [60_000]],
    ['a profile, packed in another way', [profile('P3', 9)], [profile('P3', 1)], ['iCCP']],
    ['a profile for sRGB, and sRGB', [profile('sRGB')], [srgb], ['iCCP']],
    ["the renderer's own gamma 1, with sBIT", [...linear, sbit], [...linear, sbit], [100_000]],
    ["ImageMagick's, of either kind", linear, cut, [45_455, 'sRGB']],
    ["ImageMagick's, and sRGB", cut, [srgb], [45_455, 'sRGB']],
  ])('joins %s', async (_name, above, below, metadata) => {
    expect(await compose(above, below, false)).toEqual(metadata);
  });

  it.each<[string, Chunk[], Chunk[], (string | number)[]]>([
    ['of sRGB, and linear', [gamma(45_455), srgb], linear, [45_455, 'sRGB']],
    ['of sRGB, and cut', [gamma(45_455), srgb], cut, [45_455, 'sRGB']],
    ['of gamma 1, and linear', [gamma(100_000)], linear, [100_000]],
    ['of gamma 1, and cut', [gamma(100_000)], cut, [100_000]],
  ])(
    "joins marked parts %s by ImageMagick, like those of the original's workers",
    async (_name, above, below, metadata) => {
      expect(await compose(above, below, true)).toEqual(metadata);
    },
  );
});

describe('composing parts whose colours contradict each other', () => {
  it.each<[string, Chunk[], Chunk[], RegExp]>([
    ['sRGB, and another gamma', [srgb], [gamma(60_000)], /colours are gAMA 0\.6, but those of .* are sRGB/],
    ['two gammas', [gamma(60_000)], [gamma(70_000)], /are gAMA 0\.7, .* are gAMA 0\.6/],
    ['sRGB, and other primaries', [srgb], [p3Primaries], /are cHRM 31270 32900 68000/],
    ['two profiles', [profile('P3')], [profile('Adobe')], /ICC profile of its own/],
    ['a profile, and sRGB', [profile('P3')], [gamma(45_455), srgb], /are sRGB, .* ICC profile/],
    ["a profile, and ImageMagick's", [profile('P3')], cut, /ICC profile/],
  ])('refuses %s, and names both parts', async (_name, above, below, message) => {
    const error: unknown = await compose(above, below, false).catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name: 'TdError', code: 'E_COLOURS' });
    const { message: actual } = error as Error;
    expect(actual).toMatch(message);
    expect(actual).toMatch(/rows-000005-000008\.png: .*rows-000001-000004\.png .*take a wrong gAMA/);
  });

  it('refuses a third part that contradicts only the second', async () => {
    const folder = temporaryFolder();
    const metadata = [[gamma(60_000)], [p3Primaries], [srgbPrimaries]];
    const bands = await Promise.all(
      evenly(6, 3).map((band, i) =>
        putPart(
          folder,
          band,
          encodePng({ ...cutPicture(whole, band.first, band.last), chunks: metadata[i]! }),
        ),
      ),
    );
    const output = join(folder, 'out.png');
    await writeFile(output, 'old');
    const composing = composeBands(stream(bands), { output, height: 6, job }, never);
    await expect(composing).rejects.toThrow(/000006\.png: .*000004\.png/);
    expect(await readFile(output, 'utf8')).toBe('old');
  });
});

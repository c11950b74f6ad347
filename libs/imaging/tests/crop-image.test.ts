import { temporaryFolder } from '@task-distributor/testing';
import { createReadStream } from 'node:fs';
import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { cropImage } from '../src/index.ts';
import { collector } from './collect.ts';
import { byFastPng, cutPixels, expectPixels, pixelsOf } from './decode-png.ts';
import { encodePng } from './encode-png.ts';
import { formats, picture } from './pictures.ts';

const rows = { first: 3, last: 7 };
const rgb = formats['RGB 8']!;

describe('cropImage of a PNG', () => {
  it.each(Object.keys(formats))(
    'cuts rows out of an interlaced image of %s, in the same format',
    async (name) => {
      const folder = temporaryFolder();
      const whole = picture(formats[name]!, 11, 9);
      const [input, output] = [join(folder, 'in.png'), join(folder, 'out.png')];
      await writeFile(input, encodePng(whole, { interlaced: true, filter: (row) => row % 5 }));
      await cropImage(input, output, { rows });
      await expectPixels(output, cutPixels(pixelsOf(encodePng(whole)), 3, 7));
      const out = await readFile(output);
      expect([out[24], out[25], out[28]]).toEqual([whole.depth, whole.colourType, 0]);
    },
  );

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'cuts rows out of an interlaced image of %i pixels in width and height',
    async (size) => {
      const folder = temporaryFolder();
      const whole = picture(rgb, size, size);
      const [input, output] = [join(folder, 'in.png'), join(folder, 'out.png')];
      await writeFile(input, encodePng(whole, { interlaced: true, filter: () => 4 }));
      await cropImage(input, output, { rows: { first: 1, last: size } });
      await expectPixels(output, pixelsOf(encodePng(whole)));
    },
  );

  it('accepts its input, or a link to it, as the output', async () => {
    const folder = temporaryFolder();
    const png = encodePng(picture(rgb, 8, 9));
    const path = join(folder, 'image.png');
    await writeFile(path, png);
    await symlink(path, join(folder, 'link.png'));
    const { bytes, ...size } = await cropImage(path, join(folder, 'link.png'), { rows });
    expect(size).toEqual({ width: 8, height: 5 });
    expect((await readFile(path)).length).toBe(bytes);
    await expectPixels(path, cutPixels(pixelsOf(png), 3, 7));
    expect(await readdir(folder)).toEqual(['image.png', 'link.png']);
  });

  it('does not change a damaged image, and writes no other file', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'image.png');
    const damaged = encodePng(picture(rgb, 8, 9)).subarray(0, -20);
    await writeFile(path, damaged);
    await expect(cropImage(path, path, { rows })).rejects.toThrow(`${path}: `);
    expect(await readFile(path)).toEqual(damaged);
    expect(await readdir(folder)).toEqual(['image.png']);
  });

  it('reads a stream and writes one', async () => {
    const folder = temporaryFolder();
    const png = encodePng(picture(rgb, 8, 9));
    await writeFile(join(folder, 'in.png'), png);
    const sink = collector();
    await cropImage(createReadStream(join(folder, 'in.png')), sink, { rows });
    await writeFile(join(folder, 'out.png'), sink.bytes());
    await expectPixels(join(folder, 'out.png'), cutPixels(pixelsOf(png), 3, 7));
  });

  it('names what it cannot read or write', async () => {
    const folder = temporaryFolder();
    const png = join(folder, 'in.png');
    await writeFile(png, encodePng(picture(rgb, 8, 9)));
    const none = join(folder, 'none.png');
    await expect(cropImage(none, join(folder, 'o.png'), { rows })).rejects.toThrow(
      `cannot read ${none}: No such file or directory`,
    );
    await expect(cropImage(folder, join(folder, 'o.png'), { rows })).rejects.toThrow(
      `cannot read ${folder}: Is a directory`,
    );
    await expect(cropImage(png, join(folder, 'o.gif'), { rows })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('.png .jpg') as string,
    });
    await expect(cropImage(png, '/dev/full', { rows })).rejects.toMatchObject({ exitCode: 2 });
    await expect(cropImage(png, join(folder, 'no', 'o.png'), { rows })).rejects.toThrow('No such file');
    await expect(cropImage(png, join(folder, 'o.png'), { rows: { first: 9, last: 10 } })).rejects.toThrow(
      `${png}: Expected rows within 1-9`,
    );
    expect(await readdir(folder)).toEqual(['in.png']);
  });
});

describe('cropImage of other kinds of images', () => {
  it.each([
    ['tiff of 8 bits', 'tiff', 'RGB 8'],
    ['tiff of 16 bits', 'tiff', 'RGBA 16'],
    ['tiff in grey', 'tiff', 'grey 16'],
    ['webp without loss', 'webp', 'RGBA 8'],
  ] as const)('keeps the samples of a %s', async (_name, kind, format) => {
    const folder = temporaryFolder();
    const whole = picture(formats[format]!, 12, 9);
    const png = encodePng(whole);
    const input = join(folder, `in.${kind}`);
    const wide = whole.depth === 16;
    const grey = whole.colourType === 0;
    await sharp(png)
      .toColourspace(grey ? 'grey16' : wide ? 'rgb16' : 'srgb')
      .toFormat(kind, { lossless: true, exact: true, compression: 'deflate' })
      .toFile(input);
    await cropImage(input, join(folder, 'out.png'), { rows });
    await expectPixels(join(folder, 'out.png'), cutPixels(pixelsOf(png), 3, 7));
    expect((await readFile(join(folder, 'out.png')))[25]).toBe(whole.colourType);
  });

  it('keeps the samples that sharp decodes from a jpeg, and its profile', async () => {
    const folder = temporaryFolder();
    const jpeg = await sharp(encodePng(picture(rgb, 16, 9)))
      .jpeg({ quality: 100 })
      .withIccProfile('p3')
      .toBuffer();
    await writeFile(join(folder, 'in.jpg'), jpeg);
    await cropImage(join(folder, 'in.jpg'), join(folder, 'out.png'), { rows });
    const samples = await sharp(jpeg, { ignoreIcc: true }).raw().toBuffer();
    const { rgba } = await byFastPng(join(folder, 'out.png'));
    const seen = Array.from(
      rgba.filter((_, i) => i % 4 !== 3),
      (sample) => sample / 257,
    );
    expect(seen).toEqual([...samples.subarray(16 * 3 * 2, 16 * 3 * 7)]);
    const { icc } = await sharp(join(folder, 'out.png')).metadata();
    expect(icc).toEqual((await sharp(jpeg).metadata()).icc);
  });

  it('refuses a damaged jpeg, and an svg', async () => {
    const folder = temporaryFolder();
    const jpeg = await sharp(encodePng(picture(rgb, 16, 9)))
      .jpeg()
      .toBuffer();
    await writeFile(join(folder, 'in.jpg'), jpeg.subarray(0, -60));
    await writeFile(join(folder, 'in.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    for (const name of ['in.jpg', 'in.svg']) {
      const cropping = cropImage(join(folder, name), join(folder, 'out.png'), { rows });
      await expect(cropping).rejects.toMatchObject({ name: 'TdError', path: join(folder, name) });
    }
    expect(await readdir(folder)).toEqual(['in.jpg', 'in.svg']);
  });
});

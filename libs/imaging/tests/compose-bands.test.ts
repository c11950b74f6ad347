import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { deferred, type Band } from '@task-distributor/band';
import { describe, expect, it } from 'vitest';
import { composeBands } from '../src/index.ts';
import { chunksOf, gamma, srgb } from './chunks.ts';
import { collector } from './collect.ts';
import { bytesWritten, compose, expectRefusal } from './compose.ts';
import { byFastPng, expectPixels, pixelsOf } from './decode-png.ts';
import { encodePng } from './encode-png.ts';
import { done, evenly, job, markedPart, never, putPart } from './parts.ts';
import { formats, picture, randomNumbers } from './pictures.ts';
import { temporaryFolder } from '@task-distributor/testing';

const rgb = formats['RGB 8']!;

describe('composeBands with marked parts', () => {
  it.each(Object.keys(formats))(
    'joins parts of %s to the uncut image, whatever order they come in',
    async (name) => {
      const folder = temporaryFolder();
      const whole = encodePng(picture(formats[name]!, 11, 12), { filter: (row) => (row * 3) % 5 });
      const rows = [...evenly(12, 5)];
      const bands: Band[] = [];
      for (const i of [4, 1, 0, 3, 2])
        bands.push(await putPart(folder, rows[i]!, await markedPart(whole, rows[i]!)));
      const started = rows.map((band): Band => ({ ...band, host: 'pi1', state: 'started', info: null }));
      const result = await compose(folder, [...started, ...bands], 12);
      expect(result).toMatchObject({ width: 11, height: 12 });
      expect(result.parts.map((path) => basename(path))).toEqual(
        (await readdir(folder)).filter((n) => /^rows/.test(n)).sort(),
      );
      expect(result.bytes).toBe((await readFile(join(folder, 'out.png'))).length);
      await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
    },
  );

  it.each([1, 300])('joins %i parts', async (count) => {
    const folder = temporaryFolder();
    const whole = encodePng(picture(rgb, 5, 300), { filter: (row) => row % 5 });
    const bands: Band[] = [];
    for (const rows of evenly(300, count))
      bands.push(await putPart(folder, rows, await markedPart(whole, rows)));
    await compose(folder, bands, 300);
    await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
  });

  it('joins parts of a single colour, and parts larger than a buffer', async () => {
    const folder = temporaryFolder();
    const noise = picture(rgb, 1500, 600);
    noise.samples.fill(7, 0, 1500 * 3 * 100);
    const random = randomNumbers(3);
    for (let i = 1500 * 3 * 100; i < noise.samples.length; i += 1) noise.samples[i] = random() * 256;
    const whole = encodePng(noise, { filter: (row) => (row % 40 === 0 ? 4 : 2) });
    const bands: Band[] = [];
    for (const rows of [
      { first: 1, last: 100 },
      { first: 101, last: 600 },
    ]) {
      bands.push(await putPart(folder, rows, await markedPart(whole, rows)));
    }
    for (const options of [{}, { verify: true }, { job: 'another' }]) {
      await compose(folder, bands, 600, options);
      await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
    }
  });

  it('writes the colour metadata of the parts once', async () => {
    const folder = temporaryFolder();
    const chunks = [
      gamma(45_455),
      srgb,
      { type: 'tEXt', data: Buffer.from('Software\0POV-Ray') },
      { type: 'bKGD', data: Buffer.alloc(6) },
    ];
    const whole = encodePng({ ...picture(rgb, 4, 8), chunks });
    const bands: Band[] = [];
    for (const rows of evenly(8, 2)) bands.push(await putPart(folder, rows, await markedPart(whole, rows)));
    await compose(folder, bands, 8);
    const types = chunksOf(await readFile(join(folder, 'out.png'))).map(({ type }) => type);
    expect(types.filter((type) => type !== 'IDAT')).toEqual(['IHDR', 'gAMA', 'sRGB', 'tEXt', 'IEND']);
  });
});

describe('composeBands while bands come', () => {
  const whole = encodePng(picture(rgb, 6, 10));
  const above = { first: 1, last: 5 };
  const below = { first: 6, last: 10 };

  it('writes what it can before the last band comes', async () => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const b = await putPart(folder, below, await markedPart(whole, below));
    async function* bands() {
      yield a;
      await expect.poll(() => bytesWritten(folder), { interval: 5, timeout: 20_000 }).toBeGreaterThan(100);
      expect(await readdir(folder)).not.toContain('out.png');
      yield b;
    }
    await composeBands(bands(), { output: join(folder, 'out.png'), height: 10, job }, never);
    await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
  });

  it('stops when it is aborted, though no band comes, and leaves nothing', async () => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const controller = new AbortController();
    async function* bands() {
      yield a;
      controller.abort(new Error('interrupted'));
      await deferred().promise;
    }
    const before = await readdir(folder);
    const output = join(folder, 'out.png');
    await expect(composeBands(bands(), { output, height: 10, job }, controller.signal)).rejects.toThrow(
      'interrupted',
    );
    expect(await readdir(folder)).toEqual(before);
  });
});

describe('composeBands and its output', () => {
  const whole = encodePng(picture(rgb, 6, 10));
  const rows = { first: 1, last: 10 };

  it('writes nothing into a stream when something is wrong, and does not end it', async () => {
    const folder = temporaryFolder();
    const part = await putPart(folder, rows, await markedPart(whole, rows));
    const sink = collector();
    await expect(compose(folder, [part], 11, { output: sink })).rejects.toThrow('missing');
    expect(sink.bytes().length).toBe(0);
    await compose(folder, [part], 10, { output: sink });
    expect(sink.writableEnded).toBe(false);
    await writeFile(join(folder, 'got.png'), sink.bytes());
    await expectPixels(join(folder, 'got.png'), pixelsOf(whole));
  });

  it('leaves an existing file as it is until the new one is whole', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'out.png'), 'old');
    const part = await putPart(folder, rows, await markedPart(whole, rows));
    await expectRefusal(folder, [part], 11, /missing/);
    expect(await readFile(join(folder, 'out.png'), 'utf8')).toBe('old');
    await compose(folder, [part], 10);
    expect(await byFastPng(join(folder, 'out.png'))).toEqual(pixelsOf(whole));
  });

  it('accepts one of the parts as the output', async () => {
    const folder = temporaryFolder();
    const part = await putPart(folder, rows, await markedPart(whole, rows));
    await rename(part.info!, join(folder, 'out.png'));
    await compose(folder, [done(rows, join(folder, 'out.png'))], 10);
    await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
  });
});

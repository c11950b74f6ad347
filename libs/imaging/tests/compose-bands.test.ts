import { mkdir, readdir, readFile, rename, symlink, writeFile } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { temporaryFolder } from '@task-distributor/testing';
import fc from 'fast-check';
import type { Band, Rows } from '@task-distributor/band';
import { describe, expect, it } from 'vitest';
import { composeBands, type ComposeOptions } from '../src/index.ts';
import { collector } from './collect.ts';
import { byFastPng, expectPixels, pixelsOf } from './decode-png.ts';
import { encodePng } from './encode-png.ts';
import { cutPicture, formats, picture, randomNumbers } from './pictures.ts';
import { done, evenly, job, markedPart, never, putPart, stream } from './parts.ts';

const rgb = formats['RGB 8']!;

function compose(
  folder: string,
  bands: readonly Band[],
  height: number,
  options: Partial<ComposeOptions> = {},
) {
  return composeBands(stream(bands), { output: join(folder, 'out.png'), height, job, ...options }, never);
}

/** Expects it to fail with this message, and to leave nothing. */
async function expectRefusal(
  folder: string,
  bands: readonly Band[],
  height: number,
  message: RegExp,
  options = {},
) {
  const before = await readdir(folder);
  const error: unknown = await compose(folder, bands, height, options).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'TdError', message: expect.stringMatching(message) as string });
  expect(await readdir(folder)).toEqual(before);
  return error as { exitCode: number };
}

describe('marked parts', () => {
  it.each(Object.keys(formats))('%s: join to the uncut image, in whatever order they come', async (name) => {
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
  });

  it.each([1, 300])('%i of them', async (count) => {
    const folder = temporaryFolder();
    const whole = encodePng(picture(rgb, 5, 300), { filter: (row) => row % 5 });
    const bands: Band[] = [];
    for (const rows of evenly(300, count))
      bands.push(await putPart(folder, rows, await markedPart(whole, rows)));
    await compose(folder, bands, 300);
    await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
  });

  it('one colour all through, and more than one buffer', async () => {
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

  it('says what they say about colours, once', async () => {
    const folder = temporaryFolder();
    const chunks = [
      { type: 'gAMA', data: Buffer.from([0, 0, 0xb1, 0x8f]) },
      { type: 'sRGB', data: Buffer.from([0]) },
      { type: 'tEXt', data: Buffer.from('Software\0POV-Ray') },
      { type: 'bKGD', data: Buffer.alloc(6) },
    ];
    const whole = encodePng({ ...picture(rgb, 4, 8), chunks });
    const bands: Band[] = [];
    for (const rows of evenly(8, 2)) bands.push(await putPart(folder, rows, await markedPart(whole, rows)));
    await compose(folder, bands, 8);
    const text = (await readFile(join(folder, 'out.png'))).toString('latin1');
    expect(['gAMA', 'sRGB', 'tEXt', 'bKGD', 'tdBD'].map((type) => text.split(type).length - 1)).toEqual([
      1, 1, 1, 0, 0,
    ]);
  });
});

describe('parts of all kinds', () => {
  it.each(Object.keys(formats))('%s: unmarked, then marked', async (name) => {
    const folder = temporaryFolder();
    const whole = picture(formats[name]!, 11, 12);
    const [above, below] = [
      { first: 1, last: 5 },
      { first: 6, last: 12 },
    ];
    const png = encodePng(whole, { filter: (row) => (row + 4) % 5 });
    const bands = [
      await putPart(folder, above, encodePng(cutPicture(whole, 1, 5), { filter: () => 4 })),
      await putPart(folder, below, await markedPart(png, below)),
    ];
    await compose(folder, bands, 12);
    await expectPixels(join(folder, 'out.png'), pixelsOf(png));
  });

  it('any mix of formats, marked, unmarked and interlaced, in any order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 3, max: 12 }),
        fc.array(
          fc.record({
            name: fc.constantFrom(...Object.keys(formats)),
            rows: fc.integer({ min: 1, max: 9 }),
            kind: fc.constantFrom('marked', 'of another job', 'unmarked', 'interlaced'),
            filter: fc.integer({ min: 0, max: 4 }),
            seed: fc.integer(),
            place: fc.integer(),
          }),
          { minLength: 1, maxLength: 5 },
        ),
        async (width, kinds) => {
          const folder = temporaryFolder();
          const images: ReturnType<typeof pixelsOf>[] = [];
          const bands: { band: Band; place: number }[] = [];
          let next = 1;
          for (const { name, rows: count, kind, filter, seed, place } of kinds) {
            const rows = { first: next, last: next + count - 1 };
            const png = encodePng(picture(formats[name]!, width, count, seed), {
              filter: () => filter,
              interlaced: kind === 'interlaced',
            });
            const marked = async () => {
              const part = picture(formats[name]!, width, count, seed);
              const padded = {
                ...part,
                height: rows.last,
                samples: new Uint16Array(rows.last * (part.samples.length / count)),
              };
              padded.samples.set(part.samples, padded.samples.length - part.samples.length);
              return await markedPart(
                encodePng(padded, { filter: () => filter }),
                rows,
                kind === 'marked' ? job : 'x',
              );
            };
            const bytes = kind === 'unmarked' || kind === 'interlaced' ? png : await marked();
            bands.push({ band: await putPart(folder, rows, bytes), place });
            images.push(
              pixelsOf(kind === 'interlaced' ? encodePng(picture(formats[name]!, width, count, seed)) : png),
            );
            next = rows.last + 1;
          }
          const order = bands.sort((a, b) => a.place - b.place).map(({ band }) => band);
          await compose(folder, order, next - 1);
          const rgba = new Uint16Array(images.flatMap((image) => [...image.rgba]));
          await expectPixels(join(folder, 'out.png'), { width, height: next - 1, rgba });
        },
      ),
      { numRuns: 60 },
    );
  });

  it('takes the rows of a part that is higher than its band', async () => {
    const folder = temporaryFolder();
    const whole = picture(rgb, 6, 10);
    const png = encodePng(whole, { filter: () => 4 });
    const bands = [
      await putPart(folder, { first: 1, last: 3 }, png),
      await putPart(folder, { first: 4, last: 6 }, encodePng(cutPicture(whole, 4, 9), { filter: () => 3 })),
      await putPart(folder, { first: 7, last: 10 }, png),
    ];
    await compose(folder, bands, 10);
    await expectPixels(join(folder, 'out.png'), pixelsOf(png));
  });

  it("gives ImageMagick's parts POV-Ray's colours again", async () => {
    const folder = temporaryFolder();
    const whole = picture(rgb, 6, 4);
    const linear = { type: 'gAMA', data: Buffer.from([0, 1, 0x86, 0xa0]) };
    const png = encodePng({ ...whole, chunks: [linear] });
    await compose(folder, [await putPart(folder, { first: 1, last: 4 }, png)], 4);
    const out = await readFile(join(folder, 'out.png'));
    expect(out.readUInt32BE(out.indexOf('gAMA') + 4)).toBe(45455);
    expect(out[out.indexOf('sRGB') + 4]).toBe(0);
    await expectPixels(join(folder, 'out.png'), pixelsOf(png));
  });
});

describe('what is heard about bands', () => {
  const whole = encodePng(picture(rgb, 6, 10));
  const [above, below] = [
    { first: 1, last: 5 },
    { first: 6, last: 10 },
  ] as [Rows, Rows];
  const say = (rows: Rows, state: Band['state'], info: string | null = null, host = 'pi111'): Band => ({
    ...rows,
    host,
    state,
    info,
  });

  async function parts(folder: string) {
    return [
      await putPart(folder, above, await markedPart(whole, above)),
      await putPart(folder, below, await markedPart(whole, below)),
    ] as const;
  }

  it('a later record replaces an earlier one', async () => {
    const folder = temporaryFolder();
    const [a, b] = await parts(folder);
    const other = await putPart(folder, above, encodePng(picture(rgb, 6, 5, 9)), 'other.png');
    const broken = await putPart(folder, below, Buffer.from('no'), 'broken.png');
    await compose(
      folder,
      [say(below, 'failed', 'lost'), broken, other, b, say(above, 'started'), a, say(above, 'done', a.info)],
      10,
    );
    await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
  });

  it('a failed band: reads on to the end, and says the first and how many more', async () => {
    const folder = temporaryFolder();
    const [a] = await parts(folder);
    const heard: string[] = [];
    async function* bands() {
      for (const band of [
        say(below, 'failed', 'no disk'),
        a,
        say({ first: 3, last: 4 }, 'failed', 'other', 'pi112'),
      ]) {
        await Promise.resolve();
        heard.push(band.state);
        yield band;
      }
    }
    const composing = composeBands(bands(), { output: join(folder, 'out.png'), height: 10, job }, never);
    await expect(composing).rejects.toMatchObject({
      message: 'pi112 rows 3-4 failed: other (and 1 more)',
      exitCode: 1,
      host: 'pi112',
    });
    expect(heard).toEqual(['failed', 'done', 'failed']);
  });

  it('a band that failed by a time limit: 124', async () => {
    const folder = temporaryFolder();
    const [a] = await parts(folder);
    const error = await expectRefusal(
      folder,
      [a, say(below, 'failed', 'timed out after 5 s')],
      10,
      /timed out after 5 s$/,
    );
    expect(error.exitCode).toBe(124);
  });

  it('rows that are missing, with what was heard last', async () => {
    const folder = temporaryFolder();
    const [a, b] = await parts(folder);
    await expectRefusal(
      folder,
      [a, say(below, 'started')],
      10,
      /^rows 6-10 are missing \(last heard: pi111 started\)$/,
    );
    await expectRefusal(
      folder,
      [b],
      12,
      /^rows 1-5 are missing \(nothing was heard of them\); rows 11-12 are missing/,
    );
    await expectRefusal(folder, [], 10, /^Expected bands that cover rows 1-10, got none$/);
    await expectRefusal(folder, [a, b, say(below, 'running', '10')], 10, /last heard: pi111 running/);
  });

  it('rows that come twice, and rows beyond the image', async () => {
    const folder = temporaryFolder();
    const [a, b] = await parts(folder);
    const overlap = await putPart(folder, { first: 5, last: 10 }, whole, 'overlap.png');
    await expectRefusal(
      folder,
      [a, b, overlap],
      10,
      /^Expected each row once, got pi110 rows 1-5 and pi110 rows 5-10$/,
    );
    await expectRefusal(folder, [a, b], 9, /^Expected rows within 1-9, got pi110 rows 6-10/);
  });

  it('a band without rows', async () => {
    const folder = temporaryFolder();
    const band: Band = { first: null, last: null, host: 'pi1', state: 'done', info: 'pi1.png' };
    await expect(compose(folder, [band], 10)).rejects.toMatchObject({ exitCode: 2, message: /rows.*pi1/ });
  });

  it('writes what it can before the last band is there', async () => {
    const folder = temporaryFolder();
    const [a, b] = await parts(folder);
    const sizes: number[] = [];
    async function* bands() {
      yield a;
      await new Promise<void>((resolve) => {
        const look = () => {
          const part = execFileSync('sh', ['-c', 'cat .out.png.part-* | wc -c'], { cwd: folder });
          if (Number(part) > 100) resolve();
          else setImmediate(look);
        };
        look();
      });
      sizes.push((await readdir(folder)).includes('out.png') ? 1 : 0);
      yield b;
    }
    await composeBands(bands(), { output: join(folder, 'out.png'), height: 10, job }, never);
    expect(sizes).toEqual([0]);
    await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
  });

  it('stops when it is told to, though no band comes, and leaves nothing', async () => {
    const folder = temporaryFolder();
    const [a] = await parts(folder);
    const controller = new AbortController();
    async function* bands() {
      yield a;
      controller.abort(new Error('interrupted'));
      await new Promise(() => undefined);
    }
    const before = await readdir(folder);
    const output = join(folder, 'out.png');
    await expect(composeBands(bands(), { output, height: 10, job }, controller.signal)).rejects.toThrow(
      'interrupted',
    );
    expect(await readdir(folder)).toEqual(before);
  });
});

describe('damaged parts', () => {
  const whole = encodePng(picture(rgb, 40, 20), { filter: (row) => row % 5 });
  const [above, below] = [
    { first: 1, last: 9 },
    { first: 10, last: 20 },
  ] as [Rows, Rows];

  it.each([
    ['trusted', job],
    ['of another job', 'x'],
  ])('a byte changed anywhere in a part %s', async (_name, ofJob) => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const part = await markedPart(whole, below, ofJob);
    for (let at = 0; at < part.length; at += at < 100 || at > part.length - 100 ? 1 : 17) {
      const damaged = Buffer.from(part);
      damaged[at]! ^= 0x04;
      const b = await putPart(folder, below, damaged);
      await expectRefusal(folder, [a, b], 20, new RegExp(`${b.info}`));
    }
  });

  it('a part cut off anywhere', async () => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const part = await markedPart(whole, below);
    for (const length of [
      0,
      4,
      8,
      20,
      40,
      57,
      80,
      part.length >> 1,
      part.length - 40,
      part.length - 12,
      part.length - 1,
    ]) {
      const b = await putPart(folder, below, part.subarray(0, length));
      await expectRefusal(folder, [b, a], 20, new RegExp(`${b.info}: Expected`));
    }
    const b = await putPart(folder, below, Buffer.concat([part, Buffer.from('x')]));
    await expectRefusal(folder, [b, a], 20, /after its IEND/);
  });

  it('another width, fewer rows, rows of another band', async () => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const wide = encodePng(picture(rgb, 41, 11));
    await expectRefusal(
      folder,
      [a, await putPart(folder, below, wide)],
      20,
      /000020\.png: Expected an image 40 pixels wide, got 41$/,
    );
    await expectRefusal(
      folder,
      [a, await putPart(folder, below, encodePng(picture(rgb, 40, 10)))],
      20,
      /Expected 11 rows \(10-20\), got 10/,
    );
    const high = await putPart(folder, below, encodePng(picture(rgb, 40, 21)));
    await expectRefusal(folder, [a, high], 20, /Expected at most 20 rows, which the image has, got 21/);
    const shifted = await markedPart(whole, { first: 9, last: 19 });
    await expectRefusal(
      folder,
      [a, await putPart(folder, below, shifted)],
      20,
      /Expected rows 10-20, got rows 9-19, as its mark says/,
    );
    const bands = [a, await putPart(folder, below, await markedPart(whole, below))];
    const narrow = /000009\.png: Expected an image 50 pixels wide, got 40$/;
    await expectRefusal(folder, bands, 20, narrow, { width: 50 });
    expect(await compose(folder, bands, 20, { width: 40 })).toMatchObject({ width: 40 });
  });

  it('a forged mark, whatever is behind it, is inflated', async () => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const honest = await markedPart(whole, below, 'x');
    // The same part with other lines deflated in it than it says, all CRCs and the mark's lengths being right.
    const { forge } = await import('./forge-part.ts');
    for (const kind of [
      'fewer lines',
      'more lines',
      'first line needs the one above',
      'wrong Adler-32',
      'final block inside',
    ] as const) {
      const b = await putPart(folder, below, forge(honest, below, kind, 40 * 3 + 1));
      await expectRefusal(folder, [a, b], 20, new RegExp(`^${b.info}: `));
    }
  });

  it('something else where the part should be', async () => {
    const folder = temporaryFolder();
    const a = await putPart(folder, above, await markedPart(whole, above));
    const good = await putPart(folder, below, await markedPart(whole, below), 'good.png');
    await symlink(good.info!, join(folder, 'link.png'));
    await mkdir(join(folder, 'folder.png'));
    execFileSync('mkfifo', [join(folder, 'fifo.png')]);
    await writeFile(
      join(folder, 'text.png'),
      '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="11"/>',
    );
    for (const [name, message] of [
      ['link', /symbolic link/],
      ['folder', /Expected a file/],
      ['fifo', /Expected a file/],
      ['text', /Expected a PNG image/],
      ['none', /No such file/],
    ] as const) {
      const path = join(folder, `${name}.png`);
      await expectRefusal(folder, [a, done(below, path)], 20, message);
      await expectRefusal(folder, [a, done(below, path)], 20, new RegExp(path));
    }
  });
});

describe('outputs', () => {
  const whole = encodePng(picture(rgb, 6, 10));
  const rows = { first: 1, last: 10 };

  it('a stream gets nothing when something is wrong, and is not ended', async () => {
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

  it('a file that is there stays as it is until the new one is whole', async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'out.png'), 'old');
    const part = await putPart(folder, rows, await markedPart(whole, rows));
    await expectRefusal(folder, [part], 11, /missing/);
    expect(await readFile(join(folder, 'out.png'), 'utf8')).toBe('old');
    await compose(folder, [part], 10);
    expect(await byFastPng(join(folder, 'out.png'))).toEqual(pixelsOf(whole));
  });

  it('a part may be the output', async () => {
    const folder = temporaryFolder();
    const part = await putPart(folder, rows, await markedPart(whole, rows));
    await rename(part.info!, join(folder, 'out.png'));
    await compose(folder, [done(rows, join(folder, 'out.png'))], 10);
    await expectPixels(join(folder, 'out.png'), pixelsOf(whole));
  });
});

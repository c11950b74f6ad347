import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Band, Rows } from '@task-distributor/band';
import { describe, expect, it } from 'vitest';
import { gamma } from './chunks.ts';
import { compose } from './compose.ts';
import { expectPixels, pixelsOf, stackPixels, type Pixels } from './decode-png.ts';
import { encodePng } from './encode-png.ts';
import { job, markedPart, putPart } from './parts.ts';
import { cutPicture, formats, picture } from './pictures.ts';
import { temporaryFolder } from '@task-distributor/testing';

const rgb = formats['RGB 8']!;

describe('composeBands with parts of all kinds', () => {
  it.each(Object.keys(formats))('joins a part of %s without a mark and one with a mark', async (name) => {
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

  it('joins any mix of formats, marked, unmarked and interlaced, in any order', async () => {
    const kinds = fc.array(kind, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: 12 }), kinds, async (width, all) => {
        const folder = temporaryFolder();
        const images: Pixels[] = [];
        const bands: { band: Band; place: number }[] = [];
        let next = 1;
        for (const one of all) {
          const rows = { first: next, last: next + one.height - 1 };
          const { bytes, pixels } = await partOf(one, width, rows);
          bands.push({ band: await putPart(folder, rows, bytes), place: one.place });
          images.push(pixels);
          next = rows.last + 1;
        }
        const order = bands.sort((a, b) => a.place - b.place).map(({ band }) => band);
        await compose(folder, order, next - 1);
        await expectPixels(join(folder, 'out.png'), stackPixels(images));
      }),
      { numRuns: 60 },
    );
  });

  it('takes the rows of the band from a part that is higher', async () => {
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

  it("restores the renderer's colour metadata where ImageMagick has replaced it", async () => {
    const folder = temporaryFolder();
    const whole = picture(rgb, 6, 4);
    const linear = gamma(100_000);
    const png = encodePng({ ...whole, chunks: [linear] });
    await compose(folder, [await putPart(folder, { first: 1, last: 4 }, png)], 4);
    const out = await readFile(join(folder, 'out.png'));
    expect(out.readUInt32BE(out.indexOf('gAMA') + 4)).toBe(45455);
    expect(out[out.indexOf('sRGB') + 4]).toBe(0);
    await expectPixels(join(folder, 'out.png'), pixelsOf(png));
  });
});

const kind = fc.record({
  format: fc.constantFrom(...Object.keys(formats)),
  height: fc.integer({ min: 1, max: 9 }),
  mark: fc.constantFrom('of the job', 'of another job', 'none', 'none, interlaced'),
  filter: fc.integer({ min: 0, max: 4 }),
  seed: fc.integer(),
  place: fc.integer(),
});

type Kind = typeof kind extends fc.Arbitrary<infer T> ? T : never;

/** A part of this kind, and its pixels. */
async function partOf(
  { format, height, mark, filter, seed }: Kind,
  width: number,
  rows: Rows,
): Promise<{ bytes: Buffer; pixels: Pixels }> {
  const part = picture(formats[format]!, width, height, seed);
  const png = encodePng(part, { filter: () => filter });
  const pixels = pixelsOf(png);
  if (mark === 'none') return { bytes: png, pixels };
  if (mark === 'none, interlaced') {
    return { bytes: encodePng(part, { filter: () => filter, interlaced: true }), pixels };
  }
  const samples = new Uint16Array((part.samples.length / height) * rows.last);
  samples.set(part.samples, samples.length - part.samples.length);
  const whole = encodePng({ ...part, height: rows.last, samples }, { filter: () => filter });
  return { bytes: await markedPart(whole, rows, mark === 'of the job' ? job : 'x'), pixels };
}

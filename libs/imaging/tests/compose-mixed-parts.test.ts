import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Band } from '@task-distributor/band';
import { describe, expect, it } from 'vitest';
import { gamma } from './chunks.ts';
import { compose } from './compose.ts';
import { expectPixels, pixelsOf } from './decode-png.ts';
import { encodePng } from './encode-png.ts';
import { job, markedPart, putPart } from './parts.ts';
import { cutPicture, formats, picture } from './pictures.ts';
import { temporaryFolder } from './temporary-folder.ts';

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

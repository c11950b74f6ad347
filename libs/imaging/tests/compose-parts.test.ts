import { temporaryFolder } from '@task-distributor/testing';
import { readdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { parseRows } from '@task-distributor/band';
import { describe, expect, it } from 'vitest';
import { composeParts, type ComposePartsOptions } from '../src/index.ts';
import { expectPixels, pixelsOf } from './decode-png.ts';
import { encodePng } from './encode-png.ts';
import { markedPart, never, putPart } from './parts.ts';
import { cutPicture, formats, picture } from './pictures.ts';

const whole = picture(formats['RGB 8']!, 7, 10);
const png = encodePng(whole, { filter: () => 4 });
const [above, below] = [
  { first: 1, last: 4 },
  { first: 5, last: 10 },
];

describe('composeParts', () => {
  function compose(folder: string, paths: string[], options: Partial<ComposePartsOptions> = {}) {
    return composeParts(paths, { output: join(folder, 'out.png'), ...options }, never);
  }

  async function marked(folder: string, rows: typeof above, name?: string): Promise<string> {
    return (await putPart(folder, rows, await markedPart(png, rows), name)).info!;
  }

  it('stacks parts in the order given', async () => {
    const folder = temporaryFolder();
    const paths = [
      await marked(folder, above, 'z.png'),
      (await putPart(folder, below, encodePng(cutPicture(whole, 5, 10)), 'a.png')).info!,
    ];
    for (const options of [{}, { height: 10 }, { verify: true }, { job: 'job-1' }]) {
      expect(await compose(folder, paths, options)).toMatchObject({ width: 7, height: 10, parts: paths });
      await expectPixels(join(folder, 'out.png'), pixelsOf(png));
    }
  });

  it('takes a link that the user names', async () => {
    const folder = temporaryFolder();
    await symlink(await marked(folder, { first: 1, last: 10 }), join(folder, 'link.png'));
    await compose(folder, [join(folder, 'link.png')]);
    await expectPixels(join(folder, 'out.png'), pixelsOf(png));
  });

  it('checks the order against the marks', async () => {
    const folder = temporaryFolder();
    const a = await marked(folder, above, 'a.png');
    const b = await marked(folder, below, 'b.png');
    await expect(compose(folder, [b, a])).rejects.toThrow(
      `${b}: It holds rows 5-10, but in this order it gets rows 1-6: a part is missing, or the order is wrong`,
    );
    await expect(compose(folder, [a, a])).rejects.toThrow(
      'It holds rows 1-4, but in this order it gets rows 5-8',
    );
    expect(await readdir(folder)).toEqual(['a.png', 'b.png']);
  });

  it('checks the order against the names of parts without a mark', async () => {
    const folder = temporaryFolder();
    const a = await marked(folder, above, 'a.png');
    const named = (await putPart(folder, below, encodePng(cutPicture(whole, 5, 10)), 'rows 5-10.png')).info!;
    const rowsByName = (path: string) => parseRows(/ (.*)\.png$/.exec(path)?.[1] ?? '');
    await expect(compose(folder, [named, a], { rowsByName })).rejects.toThrow(
      `${named}: It holds rows 5-10, but in this order it gets rows 1-6`,
    );
    await compose(folder, [a, named], { rowsByName });
    await expectPixels(join(folder, 'out.png'), pixelsOf(png));
  });

  it('refuses no parts, and another height', async () => {
    const folder = temporaryFolder();
    await expect(compose(folder, [])).rejects.toThrow('Expected at least one part, got none');
    const a = await marked(folder, above);
    await expect(compose(folder, [a], { height: 10 })).rejects.toThrow('Expected 10 rows, got 4 in 1 parts');
  });

  it('refuses parts of different widths', async () => {
    const folder = temporaryFolder();
    const a = await marked(folder, above);
    const wide = (await putPart(folder, below, encodePng(picture(formats['RGB 8']!, 8, 6)), 'b.png')).info!;
    await expect(compose(folder, [a, wide])).rejects.toThrow(
      `${wide}: Expected an image 7 pixels wide, got 8`,
    );
  });
});

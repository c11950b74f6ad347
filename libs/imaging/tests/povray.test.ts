import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Rows } from '@task-distributor/band';
import { temporaryFolder } from '@task-distributor/testing';
import { describe, expect, it } from 'vitest';
import { composeBands } from '../src/index.ts';
import { byFastPng, expectPixels } from './decode-png.ts';
import { done, evenly, job, markedPart, never, putPart, stream } from './parts.ts';

const run = promisify(execFile);

const scene = `
  camera { location <0, 1, -4> look_at 0 } light_source { <5, 5, -5> 1 } background { rgb <0.2, 0.3, 0.6> }
  sphere { 0, 1 pigment { rgb <1, 0.4, 0.2> } finish { phong 1 } } plane { y, -1 pigment { checker rgb 1 rgb 0.2 } }
`;

/** Renders some rows: POV-Ray writes the whole image, in which all other rows are black. */
async function render(folder: string, rows: Rows, options: string[]): Promise<Buffer> {
  const region = [`+SR${rows.first}`, `+ER${rows.last}`];
  const args = ['scene.pov', '+W90', '+H61', '-D', '+O-', ...region, ...options];
  const { stdout } = await run('povray', args, { cwd: folder, encoding: 'buffer', maxBuffer: 1 << 26 });
  return stdout;
}

describe("composing POV-Ray's own output", () => {
  it.each([
    ['8 bit', ['+FN']],
    ['16 bit with alpha', ['+FN16', '+UA']],
    ['grey', ['+FNg']],
  ])('joins parts of %s to the uncut image', async (_name, options) => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'scene.pov'), scene);
    const whole = await render(folder, { first: 1, last: 61 }, options);
    const bands = await Promise.all(
      evenly(61, 4).map(async (rows) =>
        putPart(folder, rows, await markedPart(await render(folder, rows, options), rows)),
      ),
    );
    await compose(folder, bands);
    await writeFile(join(folder, 'whole.png'), whole);
    await expectPixels(join(folder, 'out.png'), await byFastPng(join(folder, 'whole.png')));
    expect(await colours(join(folder, 'out.png'))).toEqual(await colours(join(folder, 'whole.png')));
  });

  it("joins parts with those of the original's workers, cut by ImageMagick, one of them of a single colour", async () => {
    const folder = temporaryFolder();
    await writeFile(join(folder, 'scene.pov'), scene);
    const rows = evenly(61, 3);
    const whole = await render(folder, { first: 1, last: 61 }, ['+FN']);
    const one = await render(folder, rows[1]!, ['+FN']);
    await writeFile(join(folder, 'whole.png'), whole);
    await writeFile(join(folder, 'one.png'), one);
    const bands = [];
    for (const { first, last } of rows) {
      const path = join(folder, `pi${first}.png`);
      const crop = `90x${last - first + 1}+0+${first - 1}`;
      // POV-Ray's rows outside the region are black.
      await run('convert', [join(folder, 'one.png'), '-crop', crop, '+repage', path]);
      bands.push(done({ first, last }, path));
    }
    const kinds = await Promise.all(bands.map(async ({ info }) => (await readFile(info!))[25]));
    expect(new Set(kinds).size).toBe(2);
    for (const marked of [false, true]) {
      const middle = marked ? await putPart(folder, rows[1]!, await markedPart(one, rows[1]!)) : bands[1]!;
      await compose(folder, [bands[0]!, middle, bands[2]!]);
      await expectPixels(join(folder, 'out.png'), await byFastPng(join(folder, 'one.png')));
      expect(await colours(join(folder, 'out.png'))).toEqual(await colours(join(folder, 'whole.png')));
    }
  });
});

async function compose(folder: string, bands: Parameters<typeof stream>[0]): Promise<void> {
  await composeBands(stream(bands), { output: join(folder, 'out.png'), height: 61, job }, never);
}

async function colours(path: string): Promise<unknown[]> {
  const png = await readFile(path);
  const data = (type: string, length: number) =>
    png.indexOf(type) > 0 && png.subarray(png.indexOf(type), png.indexOf(type) + 4 + length);
  return [png[24], png[25], data('gAMA', 4), data('sRGB', 1)];
}

import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decode, temporaryFolder } from '@task-distributor/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { render } from './render-image.ts';

const ball =
  'camera { location -3*z look_at 0 } light_source { <3,9,-9>, 1 } sphere { 0, 1 pigment { rgb Red } }\n';

/** Sum of all samples. */
async function brightness(png: Buffer): Promise<number> {
  const path = join(temporaryFolder(), 'a.png');
  await writeFile(path, png);
  const pixels = await decode(path);
  return pixels.subarray(pixels.indexOf('ENDHDR')).reduce((sum, sample) => sum + sample, 0);
}

test('scenes that write files of the same name do not disturb each other', async () => {
  const folder = temporaryFolder();
  // Each writes its shade, loops for a while, and reads it again.
  const scene = (value: number) => `#fopen File "shared.tmp" write
    #write (File, "#declare Shade = ${value};\\n") #fclose File
    #for (Number, 1, 300000) #end
    #include "shared.tmp"
    ${ball.replace('Red', 'Shade')}`;
  const shades = [0.1, 0.3, 0.5, 0.7];
  for (const shade of shades) await writeFile(join(folder, `${shade}.pov`), scene(shade));
  const alone: Buffer[] = [];
  for (const shade of shades) alone.push(await render(folder, { scene: join(folder, `${shade}.pov`) }));
  const together = await Promise.all(
    shades.map((shade) => render(folder, { scene: join(folder, `${shade}.pov`) })),
  );
  const sums = await Promise.all(alone.map(brightness));
  expect(new Set(sums).size).toBe(shades.length);
  expect(await Promise.all(together.map(brightness))).toEqual(sums);
  expect((await readdir(folder)).sort()).toEqual(shades.map((shade) => `${shade}.pov`));
});

test("Parse_String of POV-Ray's own strings.inc works in many renders at once", async () => {
  const folder = temporaryFolder();
  const scene = `#version 3.7; global_settings { assumed_gamma 1 }
    #include "strings.inc"\n#declare Red = <1, 0, 0>; #declare Place = <0, 0, 0>; Parse_String("#declare Place = <0, 0, 0>;")\n${ball}`;
  await writeFile(join(folder, 'scene.pov'), scene);
  const images = await Promise.all(Array.from({ length: 8 }, () => render(folder, {})));
  const sums = await Promise.all(images.map(brightness));
  expect(sums).toEqual(Array(8).fill(sums[0]));
  expect(await readdir(folder)).toEqual(['scene.pov']);
});

test.each(['plain', 'ü b'])(
  'relative INI files, +L folders, POVINC and includes of a folder named %j work',
  async (name) => {
    const folder = join(temporaryFolder(), name);
    await mkdir(join(folder, 'inc'), { recursive: true });
    await writeFile(join(folder, 'my.ini'), 'Library_Path=more\n');
    await mkdir(join(folder, 'more'));
    await writeFile(join(folder, 'here.inc'), '#declare Here = 1;\n');
    await writeFile(join(folder, 'inc', 'colour.inc'), '#declare Red = <1, 0, 0>;\n');
    await writeFile(join(folder, 'more', 'more.inc'), '#declare More = 1;\n');
    const includes = ['here', 'colour', 'more', 'last'].map((file) => `#include "${file}.inc"\n`).join('');
    await mkdir(join(folder, 'last'));
    await writeFile(join(folder, 'last', 'last.inc'), '#declare Last = 1;\n');
    await writeFile(join(folder, 'scene.pov'), includes + ball);
    vi.stubEnv('POVINC', 'last');
    onTestFinished(() => void vi.unstubAllEnvs());
    const image = await render(folder, { options: ['+Linc', 'my'] });
    expect(await brightness(image)).toBeGreaterThan(0);
  },
);

test('the folder of a run is removed after it', async () => {
  const folder = temporaryFolder();
  const place = temporaryFolder();
  vi.stubEnv('TMPDIR', place);
  onTestFinished(() => void vi.unstubAllEnvs());
  await writeFile(join(folder, 'scene.pov'), `#declare Red = <1, 0, 0>;\n${ball}`);
  const image = render(folder, {});
  await expect.poll(() => readdir(place)).toEqual([expect.stringMatching(/^td-render-/)]);
  await image;
  await expect.poll(() => readdir(place)).toEqual([]);
});

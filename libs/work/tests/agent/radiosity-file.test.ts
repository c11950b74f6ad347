import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { render } from './render-image.ts';

const scene = `#version 3.7;
  global_settings { assumed_gamma 1 radiosity { count 20 pretrace_start 1 pretrace_end 1 always_sample off } }
  camera { location <0,1,-4> look_at 0 }
  plane { y, -1 pigment { rgb <1,0.3,0.2> } } sphere { 0, 1 pigment { rgb 1 } finish { emission SHINE } }\n`;

async function pixels(folder: string, ...options: string[]): Promise<Buffer> {
  writeFileSync(join(folder, 'out.png'), await render(folder, { options: ['+WT1', ...options] }));
  return decode(join(folder, 'out.png'));
}

test.each(['plain', 'ü b'])(
  'a relative file of radiosity samples is read, in a folder named %j',
  async (name) => {
    const folder = join(temporaryFolder(), name);
    mkdirSync(folder);
    // Samples of a brighter scene, so that they show.
    writeFileSync(join(folder, 'bright.pov'), scene.replace('SHINE', '5'));
    writeFileSync(join(folder, 'scene.pov'), scene.replace('SHINE', '0.1'));
    const samples = '+Ibright.pov +W40 +H30 +FN +O- -D +WT1 +RFO +RFx.rca'.split(' ');
    await execa('povray', samples, { cwd: folder, encoding: 'buffer' });
    const uncut = '+Iscene.pov +W40 +H30 +FN +Ouncut.png -D +WT1 +RFI +RFx.rca'.split(' ');
    await execa('povray', uncut, { cwd: folder });
    const expected = await decode(join(folder, 'uncut.png'));
    expect(await pixels(folder)).not.toEqual(expected);
    expect(await pixels(folder, 'Radiosity_File_Name=x.rca', 'Radiosity_From_File=on')).toEqual(expected);
    writeFileSync(join(folder, 'my.ini'), '+RFx.rca\nRadiosity_From_File=on\n');
    expect(await pixels(folder, 'my.ini')).toEqual(expected);
  },
);

test("a file that the user's own povray.ini has samples written to is left alone", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'scene.pov'), scene.replace('SHINE', '1'));
  writeFileSync(join(folder, 'povray.ini'), 'Library_Path=/usr/share/povray-3.7/include\n+RFO +RFx.rca\n');
  const before = readdirSync(folder);
  await render(folder);
  expect(readdirSync(folder)).toEqual(before);
  await render(folder, { options: ['+RFO'] });
  expect(readdirSync(folder)).toContain('x.rca');
});

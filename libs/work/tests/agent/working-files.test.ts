import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { decode, temporaryFolder } from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { render } from './render-image.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

/** What POV-Ray alone renders in the folder. */
async function uncut(): Promise<Buffer> {
  await execa('povray', ['+Iscene.pov', '+W40', '+H30', '+FN', '+Ouncut.png', '-D', '+WT1'], { cwd: folder });
  return decode(join(folder, 'uncut.png'));
}

async function ours(): Promise<Buffer> {
  write('ours.png', '');
  writeFileSync(join(folder, 'ours.png'), await render(folder, { options: ['+WT1'] }));
  return decode(join(folder, 'ours.png'));
}

const ball = (colour: string) => `#version 3.7; global_settings { assumed_gamma 1 }
  camera { location -3*z look_at 0 } light_source { <3,9,-9>, 1 } sphere { 0, 1 pigment { rgb ${colour} } }\n`;

const append = `#fopen F "list.txt" append #write (F, "0.3,") #fclose F
  #declare Shade = 0;
  #fopen F "list.txt" read
  #while (defined(F)) #read (F, Next) #declare Shade = Shade + Next; #end\n`;

test.each(['scene.pov', 'append.inc'])(
  'a file to which %s appends is that of the working folder, which stays as it is',
  async (name) => {
    write('scene.pov', `#include "append.inc"\n${ball('Shade')}`);
    write(name, name === 'scene.pov' ? append + ball('Shade') : append);
    write('list.txt', '0.1,0.2,\n');
    const image = await ours();
    expect(readFileSync(join(folder, 'list.txt'), 'utf8')).toBe('0.1,0.2,\n');
    expect(image).toEqual(await uncut());
    write('list.txt', '');
    expect(image).not.toEqual(await ours());
  },
);

test('a scene can write into a folder of the working folder', async () => {
  mkdirSync(join(folder, 'sub/deep'), { recursive: true });
  const text = `#fopen F "sub/deep/gen.inc" write #write (F, "#declare Shade = 0.7;") #fclose F
    #include "sub/deep/gen.inc"\n`;
  write('scene.pov', text + ball('Shade'));
  const image = await ours();
  expect(readdirSync(join(folder, 'sub/deep'))).toEqual([]);
  expect(image).toEqual(await uncut());
});

test('a folder that is not there is named, and the advice is about writing', async () => {
  write('scene.pov', `#fopen F "nope/gen.inc" write\n${ball('1')}`);
  await expect(ours()).rejects.toMatchObject({
    code: 'E_UNWRITABLE',
    message: expect.stringContaining('Cannot open user file nope/gen.inc (write)') as string,
  });
});

const photons = (file: string) =>
  ball('1').replace('assumed_gamma 1', `assumed_gamma 1 photons { count 2000 ${file} }`) +
  'plane { y, -1 pigment { rgb 1 } } sphere { <1,0,-1>, 0.5 pigment { rgbt 1 } interior { ior 1.5 } photons { target refraction on } }\n';

test('a photon map of the working folder is loaded', async () => {
  write('scene.pov', photons('save_file "x.ph"'));
  await uncut();
  write('scene.pov', photons('load_file "x.ph"'));
  expect(existsSync(join(folder, 'x.ph'))).toBe(true);
  expect(await ours()).toEqual(await uncut());
});

test('a photon map that is not there has a code of its own', async () => {
  write('scene.pov', photons('load_file "x.ph"'));
  await expect(ours()).rejects.toMatchObject({
    code: 'E_PHOTON_FILE',
    message: expect.stringMatching(/Could not load photon map \(x\.ph\)/) as string,
  });
});

test.each(['/nonexistent', '/proc', '/dev/null', ''])('TMPDIR=%j does not matter', async (place) => {
  vi.stubEnv('TMPDIR', place);
  onTestFinished(() => void vi.unstubAllEnvs());
  write('scene.pov', ball('1'));
  expect(await ours()).toEqual(await uncut());
});

test('a relative TMPDIR is used, and left empty', async () => {
  mkdirSync(join(folder, 'tmp'));
  vi.stubEnv('TMPDIR', relative(process.cwd(), join(folder, 'tmp')));
  onTestFinished(() => void vi.unstubAllEnvs());
  write('scene.pov', ball('1'));
  const image = ours();
  await expect.poll(() => readdirSync(join(folder, 'tmp'))).toHaveLength(1);
  expect(await image).toEqual(await uncut());
  await expect.poll(() => readdirSync(join(folder, 'tmp'))).toEqual([]);
});

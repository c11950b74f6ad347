import { execa } from 'execa';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '@task-distributor/testing';
import { adviceOnSent } from '../../src/send/advice-on-sent.ts';
import { type AskedRender, renderPacked, renderPlain } from './render-packed.ts';

let asked: AskedRender;

beforeEach(() => {
  const root = join(temporaryFolder(), 'root');
  asked = { root, folder: join(root, 'work'), scene: join(root, 'work/s.pov'), options: [] };
});

const camera = 'camera { location <0,1,-6> look_at 0 } light_source { <5,5,-5>, 1 }';

test('files of all kinds give the pixels of a plain render', { timeout: 60_000 }, async () => {
  write('work/one.pov', `${camera} sphere { 0, 1 pigment { checker rgb x, rgb y scale 0.2 } }`);
  const image = ['+W64', '+H64', '-D'];
  await execa('povray', ['one.pov', '+Omaps/i.png', '+FN', ...image], { cwd: folderOf('work/maps') });
  await execa('povray', ['one.pov', '+Omaps/h.tga', '+FT', ...image], { cwd: folderOf('work/maps') });
  // 2x2x2 voxels.
  write('lib/d.df3', Buffer.from([0, 2, 0, 2, 0, 2, 0, 90, 255, 20, 0, 255, 130, 70]));
  write('far away/head.inc', '#declare Colour = rgb <1, 0.8, 0.2>;');
  write(
    'work/my.ini',
    `Include_Header="${asked.root}/far away/head.inc"\nLibrary_Path=../lib\nDeclare=Size=0.5`,
  );
  const photons = (use: string): string =>
    `#include "colors.inc" global_settings { photons { count 2000 ${use} } } ${camera}
     #fopen Log "log.txt" append #write (Log, "\\"second\\"\\n") #fclose Log #fopen Log "log.txt" read #read (Log, First) #fclose Log
     text { ttf "timrom" First 0.1, 0 pigment { Colour } scale 0.7 translate <-2,1,0> }
     box { <-3,-1,-1>, <-1,0,1> pigment { image_map { png "maps/i" } } }
     height_field { tga "maps/h" scale <2,1,2> translate <1,-1,-1> pigment { Yellow } }
     sphere { 0, Size pigment { density_file df3 "d.df3" interpolate 1 } }
     sphere { <0.5,0.5,-2>, 0.4 pigment { rgbt 1 } photons { target refraction on } interior { ior 1.5 } }
     plane { y, -1 pigment { White } }`;
  write('work/saved.pov', photons('save_file "p.ph"'));
  await execa('povray', ['my.ini', 'saved.pov', '+Osaved.png', '+W32', '+H32', '-D'], { cwd: asked.folder });
  write('work/s.pov', photons('load_file "p.ph"'));
  const written = '"first",\n';
  const all = { ...asked, options: ['my.ini', '+A0.3'] };
  write('work/log.txt', written);
  const plain = await renderPlain(all);
  write('work/log.txt', written);
  expect((await renderPacked(all)).pixels?.equals(plain)).toBe(true);
});

test('a name that the scene computes is missing there, until it is sent', { timeout: 60_000 }, async () => {
  write('work/tex/1.inc', 'sphere { 0, 1 pigment { rgb x } }');
  write('work/s.pov', `${camera} #include concat("tex/", str(1, 0, 0), ".inc")`);
  const plain = await renderPlain(asked);
  const { error } = await renderPacked(asked);
  expect(error?.message).toContain('tex/1.inc');
  expect(adviceOnSent(error!.code)).toBe('send it with --send PATH');
  renameSync(`${asked.root}-hidden`, asked.root);
  expect((await renderPacked({ ...asked, send: ['tex'] })).pixels?.equals(plain)).toBe(true);
});

test('a photon map whose name is computed is no matter of --send', () => {
  expect(adviceOnSent('E_PHOTON_FILE')).toContain('after load_file');
  expect(adviceOnSent('E_OTHER')).toBeNull();
});

function folderOf(path: string): string {
  mkdirSync(join(asked.root, path), { recursive: true });
  return dirname(join(asked.root, path));
}

function write(path: string, content: string | Buffer): void {
  mkdirSync(dirname(join(asked.root, path)), { recursive: true });
  writeFileSync(join(asked.root, path), content);
}

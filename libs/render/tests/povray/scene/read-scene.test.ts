import { mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '@task-distributor/testing';
import { readScene } from '../../../src/povray/scene/read-scene.ts';

let root: string;

beforeEach(() => {
  root = temporaryFolder();
  write('work/default.ini', '');
});

test('finds what a scene includes, and what that includes', () => {
  write('work/s.pov', '#include "a"\n#include "sub/b.inc"\n#include "none.inc"\n// #include "c.inc"');
  write('work/a.inc', '#include "sub/b.inc" #include "a.inc"');
  write('work/sub/b.inc', 'sphere { 0, 1 }');
  write('work/c.inc', '');
  expect(filesOf('s.pov')).toEqual(['work/s.pov*', 'work/a.inc*', 'work/sub/b.inc*']);
});

test('finds images, fonts, data and the files of other strings', () => {
  const names = ['i.png', 'h.gif', 'f.ttf', 'd.df3', 'r.txt', 'm.dat', 'j.JPG', 'unused.txt'];
  for (const name of names) write(`work/${name}`, '');
  write(
    'work/s.pov',
    `image_map { png "i" } height_field { pot "h" } text { ttf "f" "unused" 1, 0 } density_file df3 "d"
     #fopen File "r.txt" read #declare Name = "m.dat"; image_map { jpeg "j" } #debug "unused.txt" #warning "" #write (Out, str(1, 0, 0), "unused.txt") text { ttf "f" "unused.txt" 1, 0 }`,
  );
  expect(filesOf('s.pov')).toEqual([
    'work/s.pov*',
    ...['i.png', 'h.gif', 'f.ttf', 'd.df3', 'r.txt', 'm.dat', 'j.JPG'].map((name) => `work/${name}`),
  ]);
});

test('looks where POV-Ray looks: in the working folder, the library folders and the folder of the scene', () => {
  for (const folder of ['work', 'ini', 'word', 'scene']) write(`${folder}/${folder}.inc`, '');
  for (const folder of ['work', 'word', 'scene']) write(`${folder}/both.inc`, '');
  for (const folder of ['ini', 'word', 'scene']) write(`${folder}/library.inc`, '');
  write('work/default.ini', `Library_Path="${root}/ini"`);
  write('scene/s.pov', '#include "ini" #include "word" #include "scene" #include "both" #include "library"');
  expect(filesOf('../scene/s.pov', ['+L../word'])).toEqual([
    'scene/s.pov*',
    'ini/ini.inc*',
    'word/word.inc*',
    'scene/scene.inc*',
    'work/both.inc*',
    'ini/library.inc*',
  ]);
});

test('tries an extension in all folders before the next', () => {
  write('work/x', '');
  write('lib/x.inc', '');
  write('work/y.png', '');
  write('lib/y.png.tga', '');
  write('work/s.pov', '#include "x" image_map { tga "y.png" }');
  expect(filesOf('s.pov', ['+Llib', `+L${root}/lib`])).toEqual([
    'work/s.pov*',
    'lib/x.inc*',
    'lib/y.png.tga',
  ]);
});

test('finds the INI files and the files that options name', () => {
  write('work/default.ini', 'Include_Ini=more.ini');
  write('work/more.ini', '+A0.3');
  write('work/my.ini', '[a]\n+HIhead\n');
  write('work/head.inc', '#include "deep.inc"');
  write('work/deep.inc', '');
  write('work/r.rca', '');
  write('work/s.pov', '');
  expect(filesOf('s.pov', ['my.ini[a]', '+RFI', `+RF${root}/work/r.rca`], true)).toEqual([
    'work/default.ini',
    'work/more.ini',
    'work/my.ini',
    'work/head.inc*',
    'work/deep.inc*',
    'work/r.rca',
    'work/s.pov*',
  ]);
});

test('leaves out files that the scene has written before, but not those that it appends to', () => {
  for (const name of ['cache.inc', 'parse_string.tmp', 'log.txt']) write(`work/${name}`, '');
  write(
    'work/s.pov',
    `#if (file_exists("cache.inc")) #include "cache.inc" #else #fopen F[0] "cache.inc" write #end
     #fopen Out "parse_string.tmp" write #write (Out, "x") #fclose Out #include "parse_string.tmp"
     #fopen Log "log.txt" append #fclose Log #fopen Log "log.txt" read`,
  );
  expect(filesOf('s.pov')).toEqual(['work/s.pov*', 'work/cache.inc*', 'work/log.txt']);
});

test('keeps a file that the scene writes only under a condition, before it reads it', () => {
  for (const name of ['stacks.inc', 'a.inc', 'b.tmp', 'c.tmp']) write(`work/${name}`, '');
  write('work/make.inc', '#fopen F "stacks.inc" write #fclose F');
  write(
    'work/s.pov',
    `#if (Write) #include "make.inc" #end #include "stacks.inc"
     #if (Write) #fopen F "a.inc" write #else #include "a.inc" #end
     #macro Parse(Text) #fopen F "b.tmp" write #if (1) #include "b.tmp" #end #end
     #for (I, 1, 2) #fopen F "c.tmp" write #end #fopen F "c.tmp" read`,
  );
  expect(filesOf('s.pov')).toEqual([
    ...['s.pov*', 'make.inc*', 'stacks.inc*', 'a.inc*', 'c.tmp'].map((name) => `work/${name}`),
  ]);
});

test('bears missing files, folders, names that no file has, and circles', () => {
  mkdirSync(join(root, 'work/folder.inc'));
  symlinkSync('circle.inc', join(root, 'work/circle.inc'));
  write(
    'work/s.pov',
    `#include "folder.inc" #include "circle.inc" #debug "ä\\n" #debug "/" "${'x'.repeat(9999)}" "a/${'b'.repeat(999)}"`,
  );
  expect(filesOf('s.pov')).toEqual(['work/s.pov*']);
  expect(filesOf('none.pov')).toEqual([]);
});

test('follows links to folders as the system does', () => {
  write('far/folder/x', '');
  symlinkSync('../far/folder', join(root, 'work/link'));
  for (const place of ['work', 'far']) {
    write(`${place}/a.inc`, '');
    write(`${place}/lib/${place}.inc`, '');
    write(`${place}/my.ini`, `Include_Header=${place}.inc`);
  }
  write('work/s.pov', '#include "link/../a.inc" #include "link/x"');
  const surroundings = { folder: join(root, 'work'), env: { POVINI: 'default.ini' } };
  const files = [...readScene('s.pov', ['link/../my.ini', '+Llink/../lib'], surroundings)];
  expect(files.map(({ path }) => relative(root, realpathSync.native(path)))).toEqual([
    'work/default.ini',
    'far/my.ini',
    'far/lib/far.inc',
    'work/s.pov',
    'far/a.inc',
    'far/folder/x',
  ]);
});

test('gives the text of a file that is named before it is included', () => {
  write('work/s.pov', '#declare File = "a.dat"; #include "a.dat"');
  write('work/a.dat', '#include "b.inc"');
  write('work/b.inc', '');
  expect(filesOf('s.pov')).toEqual(['work/s.pov*', 'work/a.dat', 'work/a.dat*', 'work/b.inc*']);
});

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Paths; those of texts with a star. */
function filesOf(scene: string, options: readonly string[] = [], withDefault = false): string[] {
  const folder = join(root, 'work');
  const files = [...readScene(scene, options, { folder, env: { POVINI: 'default.ini' } })];
  const paths = files.map(({ path, text }) => `${relative(root, path)}${text === null ? '' : '*'}`);
  return withDefault ? paths : paths.filter((path) => path !== 'work/default.ini');
}

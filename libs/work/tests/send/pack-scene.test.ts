import { execa } from 'execa';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '@task-distributor/testing';
import { PackageHash } from '../../src/send/package-hash.ts';
import { type PackRequest, packScene } from '../../src/send/pack-scene.ts';
import type { ScenePackage } from '../../src/send/scene-package.ts';

let root: string;

beforeEach(() => {
  root = temporaryFolder();
  write('work/s.pov', '');
});

test('what the scene reads, and the folders in which its names are looked for', async () => {
  const names = [
    'a.inc',
    'sub/b.inc',
    'i.png',
    'f.ttf',
    'h.gif',
    'd.df3',
    'r.rca',
    'm.ph',
    'log.txt',
    'log2.txt',
  ];
  for (const name of names) write(`work/${name}`, name);
  write('lib/c d.inc', '');
  write('work/my.ini', '+L../lib +RFI +RFr.rca');
  write(
    'work/s.pov',
    `#include "a.inc" #include "sub/b.inc" #include "c d.inc" image_map { png "i" } height_field { pot "h" }
     text { ttf "f" "x" 1, 0 } density_file df3 "d" photons { load_file "m.ph" } #fopen F "log.txt" append
     #fopen G "log2.txt" write #fclose G #fopen G "log2.txt" append`,
  );
  const pack = await packed({ options: ['my.ini'] });
  expect(pathsOf(pack)).toEqual(['lib/c d.inc', ...[...names, 's.pov'].sort().map((name) => `work/${name}`)]);
  expect(pack.bytes).toBe(pack.files.reduce((sum, { bytes }) => sum + bytes, 0));
  expect(pack.folders.filter((path) => path.startsWith(root))).toEqual([
    join(root, 'lib'),
    join(root, 'work'),
  ]);
});

test('the hash is that of what is sent, whatever the order in which it was found', async () => {
  write('work/a.inc', 'a');
  write('work/b.inc', 'b');
  const one = await packed({ send: ['a.inc', 'b.inc'] });
  expect(await packed({ send: ['b.inc', 'a.inc', './a.inc'] })).toEqual(one);
  const hash = new PackageHash();
  for (const folder of one.folders) hash.folder(folder);
  for (const { path, bytes } of one.files) {
    hash.file(path, bytes);
    hash.content(readFileSync(path));
  }
  expect(hash.digest()).toBe(one.hash);
  write('work/a.inc', 'b');
  expect((await packed({ send: ['a.inc', 'b.inc'] })).hash).not.toBe(one.hash);
});

test('a folder is sent with all that a renderer can read in it', async () => {
  write('work/tex/a.png', '');
  write('work/tex/deep/-b "c\' é.png', '');
  write('work/tex/A.png', '');
  write('other/far.png', '');
  mkdirSync(join(root, 'work/tex/empty'));
  symlinkSync('../../other', join(root, 'work/tex/linked'));
  symlinkSync('a.png', join(root, 'work/tex/alias.png'));
  symlinkSync('nowhere', join(root, 'work/tex/broken'));
  symlinkSync('round', join(root, 'work/tex/round'));
  await execa('mkfifo', [join(root, 'work/tex/pipe')]);
  const pack = await packed({ send: ['tex/'] });
  expect(pathsOf(pack)).toEqual(
    ['A.png', 'a.png', 'alias.png', 'deep/-b "c\' é.png', 'linked/far.png', '../s.pov']
      .map((name) => join('work/tex', name))
      .sort(),
  );
  expect(pack.folders.map((path) => relative(root, path))).toEqual(
    expect.arrayContaining(['work/tex/empty', 'work/tex/linked', 'work/tex/deep']),
  );
});

test.each([
  ['none', '--send none: No such file or directory'],
  ['pipe', '--send pipe: Expected a file or a folder'],
  ['loop', 'loop/in/again: it leads to a folder that it is in'],
  ['link/../x.inc', 'a link to a folder comes before ".."'],
  ['strange', 'its name is not UTF-8'],
  ['lines', 'a file whose name has control characters cannot be sent'],
])('refuses --send %s', async (path, message) => {
  mkdirSync(join(root, 'work/loop/in'), { recursive: true });
  symlinkSync('..', join(root, 'work/loop/in/again'));
  mkdirSync(join(root, 'far/folder'), { recursive: true });
  symlinkSync('../far/folder', join(root, 'work/link'));
  write('work/x.inc', '');
  write('far/x.inc', '');
  write('work/lines/a\nb', '');
  mkdirSync(join(root, 'work/strange'));
  writeFileSync(Buffer.concat([Buffer.from(join(root, 'work/strange/')), Buffer.from([0xe4])]), '');
  await execa('mkfifo', [join(root, 'work/pipe')]);
  await expect(packed({ send: [path] })).rejects.toThrow(message);
});

test('names that a host could not follow are refused, with their place', async () => {
  write('far/x.inc', '');
  mkdirSync(join(root, 'far/folder'));
  symlinkSync('../far/folder', join(root, 'work/link'));
  write('work/a.inc', `\n\n#include "${root}/far/x.inc"`);
  const place = (line: number) => `${root}/work/${line === 3 ? 'a.inc' : 's.pov'} line ${line}: `;
  write('work/s.pov', '#include "a.inc"');
  const absolute = await failure({});
  expect(absolute).toContain(`${place(3)}"${root}/far/x.inc" cannot be sent to a host`);
  expect(absolute).toContain('give a relative name');
  write('work/s.pov', '\n#include "link/../x.inc"');
  expect(await failure({})).toContain(`${place(2)}"link/../x.inc"`);
  const up = `${'../'.repeat(30)}${root.slice(1)}/far/x.inc`;
  write('work/s.pov', `#include "${up}"`);
  expect(await failure({})).toContain(`${place(1)}"${up}"`);
  write('work/s.pov', '#include "x.inc"');
  expect(await failure({ options: ['+Llink/..'] })).toContain(`before ".." in ${root}/work/link/../x.inc`);
  // Beside the link, and not where it leads.
  write('work/s.pov', '#include "link/../far/x.inc"');
  expect(pathsOf(await packed({}))).toEqual(['work/s.pov']);
  expect(await failure({ options: ['+RFO', '+RFa.rca'] })).toContain('+RFO: the file would stay on the host');
});

test('a file named by an absolute path in the options is sent, and folders found by links, too', async () => {
  write('far/head.inc', '');
  write('real/a.inc', '');
  symlinkSync('../real', join(root, 'work/link'));
  write('work/s.pov', '#include "link/a.inc"');
  expect(pathsOf(await packed({ options: [`+HI${root}/far/head.inc`] }))).toEqual([
    'far/head.inc',
    'work/link/a.inc',
    'work/s.pov',
  ]);
});

test('a package over the limit is refused, with its largest files', async () => {
  for (const [i, name] of ['a', 'b', 'c', 'd', 'e', 'f'].entries()) {
    write(`work/tex/${name}`, 'x'.repeat(1024 * (i + 1)));
  }
  const message = await failure({ send: ['tex'], limitBytes: 20 * 1024 });
  expect(message).toContain('have 21 KiB, more than the limit of 20 KiB (--send-limit)');
  expect(message).toMatch(/the largest: \S+\/f \(6 KiB\), .*\/b \(2 KiB\)$/);
  expect(message).not.toContain('tex/a ');
  expect((await packed({ send: ['tex'], limitBytes: 21 * 1024 })).bytes).toBe(21 * 1024);
});

test('a scene that is missing, and a file that cannot be read, are named', async () => {
  await expect(packed({ scene: 'none.pov' })).rejects.toThrow(`${root}/work/none.pov: cannot send it`);
  // The system refuses to read it, even for root.
  await expect(packed({ send: ['/proc/self/mem'] })).rejects.toThrow(
    '/proc/self/mem: cannot send it to a host',
  );
});

function packed(request: Partial<PackRequest>): Promise<ScenePackage> {
  const asked = { scene: 's.pov', options: [], send: [], limitBytes: 2 ** 20, ...request };
  // Only what the test writes.
  const env = { POVINI: join(root, 'none.ini') };
  writeFileSync(env.POVINI, '');
  return packScene(asked, { folder: join(root, 'work'), env });
}

async function failure(request: Partial<PackRequest>): Promise<string> {
  return packed(request).then(
    () => '',
    (error: Error) => error.message,
  );
}

function pathsOf({ files }: ScenePackage): string[] {
  return files.map(({ path }) => relative(root, path));
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

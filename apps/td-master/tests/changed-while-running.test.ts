import { appendFile, chmod, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  argv,
  commandPath,
  decode,
  runCommand,
  runShell,
  startCommand,
  temporaryJob,
} from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
let job: string;

/** A scene that reads files, and a POV-Ray that waits in the last of three bands, once, until it may go on. */
beforeEach(async () => {
  ({ folder, job } = temporaryJob());
  await mkdir(at('scenes/lib'), { recursive: true });
  await mkdir(at('other'));
  await writeFile(at('scenes/s.pov'), sceneText);
  await writeFile(at('scenes/lib/colour.inc'), '#declare Colour = rgb <0.2, 0.3, 0.6>;\n');
  await writeFile(at('scenes/picture.ppm'), 'P6\n2 1\n255\nabcdef');
  await writeFile(at('other/size.inc'), '#declare Size = 1;\n');
  const isLast = `case " $* " in *' +ER49 '*)`;
  const wait = `[ -e ${at('waits')} ] || { : >${at('waits')}; until [ -e ${at('go')} ]; do sleep 0.05; done; };; esac`;
  await writeFile(at('waiting-povray'), `#!/bin/sh\n${isLast} ${wait}\nexec povray "$@"\n`);
  await chmod(at('waiting-povray'), 0o755);
  await runShell(`cd scenes; povray +Is.pov +W64 +H49 +L../other -D +O../whole.png`, { cwd: folder });
});

const sceneText = `#include "lib/colour.inc"
#include "size.inc"
camera { location <0, 1, -4> look_at 0 }
light_source { <3, 9, -9>, 1 }
sphere { 0, Size pigment { image_map { ppm "picture.ppm" } } }
plane { y, -1 pigment { Colour } }
`;

const at = (name: string) => join(folder, name);
const words = (...more: string[]) =>
  argv`-n 3 -x 64 -y 49 -p ${job} --scene ${at('scenes/s.pov')} -o ${at('out.png')} --joblog ${at('log')} ${more} -- +L${at('other')}`;
const runMaster = (...more: string[]) => runCommand('td-master', words(...more));
const isThere = (name: string) =>
  stat(at(name)).then(
    () => true,
    () => false,
  );
const message = (path: string) =>
  new RegExp(
    `^td-master: ([^ ]+: )?${at(path)} has changed since the job began: undo the change, and --resume goes on; or -f begins anew\\n$`,
  );

async function untilLastWaits(): Promise<void> {
  await expect.poll(() => isThere('waits'), { timeout: 20_000 }).toBe(true);
  // The master has taken the parts of the other bands: a line about the job, and one for each of them.
  const log = () => readFile(at('log'), 'utf8');
  await expect.poll(async () => (await log()).split('\n').length, { timeout: 20_000 }).toBe(4);
}

async function expectWhole(): Promise<void> {
  expect((await decode(at('out.png'))).equals(await decode(at('whole.png')))).toBe(true);
}

/** The same size, and another picture. */
const edits: Record<string, (text: string) => string> = {
  'scenes/s.pov': (text) => text.replace('0, 1, -4', '0, 1, -5'),
  'scenes/lib/colour.inc': (text) => text.replace('0.6', '0.1'),
  'scenes/picture.ppm': (text) => text.replace('abcdef', 'ABCDEF'),
  'other/size.inc': (text) => text.replace('1', '2'),
};

async function edit(path: string): Promise<() => Promise<void>> {
  const before = await readFile(at(path), 'utf8');
  await writeFile(at(path), edits[path]!(before));
  return () => writeFile(at(path), before);
}

test.each(Object.keys(edits).map((path) => [path]))(
  'a band that was rendered after an edit of %s is not published; after the undo, --resume goes on',
  async (path) => {
    const master = startCommand('td-master', words('--povray', at('waiting-povray'), '--retries', '0'));
    await untilLastWaits();
    const undo = await edit(path);
    await writeFile(at('go'), '');
    const run = await master;
    expect(run.exitCode).toBe(1);
    expect(run.stderr).toMatch(message(path));
    expect(await isThere('out.png')).toBe(false);
    expect((await readdir(job)).sort()).toEqual([
      '.td-job.json',
      '.td-log.jsonl',
      'rows-000001-000017.png',
      'rows-000018-000033.png',
    ]);
    expect((await runMaster('--resume')).stderr).toContain(`${at(path)} has changed since this job began`);
    await undo();
    expect(await runMaster('--resume')).toMatchObject({ exitCode: 0, stderr: '' });
    await expectWhole();
  },
);

test.each(Object.keys(edits).map((path) => [path]))(
  'an edit of %s that is undone before the band is published: the band is tried again',
  async (path) => {
    const { atime, mtime } = await stat(at(path));
    const master = startCommand('td-master', words('--povray', at('waiting-povray')));
    await untilLastWaits();
    const undo = await edit(path);
    await undo();
    await utimes(at(path), atime, mtime);
    await writeFile(at('go'), '');
    const run = await master;
    expect(run.stderr).toContain(
      `attempt 1 of 3 failed: ${at(path)} was written while the band was rendered`,
    );
    expect(run.exitCode).toBe(0);
    await expectWhole();
  },
);

test('other files of the folder may change', async () => {
  const master = startCommand('td-master', words('--povray', at('waiting-povray')));
  await untilLastWaits();
  await writeFile(at('scenes/new.inc'), '');
  await writeFile(at('go'), '');
  expect(await master).toMatchObject({ exitCode: 0, stderr: '' });
  await expectWhole();
});

test('an edit is noticed on the master, too, for workers that do not know the job', async () => {
  const withoutJob = `for word; do shift; [ "$word" = --job ] && drop=1 && continue; [ "$drop" = 1 ] && drop= && continue; set -- "$@" "$word"; done`;
  const edited = `echo >>${at('other/size.inc')}`;
  await writeFile(
    at('worker'),
    `${withoutJob}\n${process.execPath} ${commandPath('td-worker')} "$@" >${at('report')} || exit\n${edited}\ncat ${at('report')}\n`,
  );
  const run = await runMaster('--jobs', '1', '--worker', `sh ${at('worker')}`);
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(message('other/size.inc'));
  expect((await readdir(job)).sort()).toEqual(['.td-job.json', '.td-log.jsonl']);
});

test('a file that is gone is named, unless POV-Ray itself misses it', async () => {
  const master = startCommand('td-master', words('--povray', at('waiting-povray')));
  await untilLastWaits();
  await appendFile(at('other/size.inc'), '');
  await rm(at('scenes/lib/colour.inc'));
  await mkdir(at('other/lib'));
  await writeFile(at('other/lib/colour.inc'), '#declare Colour = rgb 1;\n');
  await writeFile(at('go'), '');
  const run = await master;
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toContain(`${at('scenes/lib/colour.inc')} is gone since the job began`);
});

test('a part of a pipeline says the same, once', async () => {
  const common = `--scene ${at('scenes/s.pov')} -x 64 -y 49 -p ${job} --joblog ${at('log')} --povray ${at('waiting-povray')}`;
  const pipeline = runShell(
    `td-partition -n 3 -y 49 | td-dispatch ${common} -- +L${at('other')} | td-wait -p ${job} | td-compose -y 49 -o ${at('out.png')}`,
  );
  await untilLastWaits();
  await edit('scenes/lib/colour.inc');
  await writeFile(at('go'), '');
  const run = await pipeline;
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(/^td-dispatch: .*colour\.inc has changed since the job began/m);
  expect(await isThere('out.png')).toBe(false);
});

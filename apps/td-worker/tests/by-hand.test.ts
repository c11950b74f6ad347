import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  argv,
  cutSamples,
  runCommand,
  runShell,
  samplesOf,
  smallScene,
  temporaryFolder,
} from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';

let folder: string;

beforeEach(async () => {
  folder = temporaryFolder();
  await smallScene(folder);
});

const work = (words: string) => runCommand('td-worker', argv`${words.split(' ')}`, { cwd: folder });

test('options instead of the eleven arguments: all bands make the uncut picture', async () => {
  for (const rows of ['1-50', '51-90', '91-121']) {
    const run = await work(`--scene ball.pov -x 160 -y 121 --rows ${rows} -p job -- +A0.3`);
    expect(run).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  }
  const parts = ['rows-000001-000050.png', 'rows-000051-000090.png', 'rows-000091-000121.png'];
  expect(await readdir(join(folder, 'job'))).toEqual(['lockfile', ...parts]);
  const lines = await readFile(join(folder, 'job/lockfile'), 'utf8');
  expect(lines).toMatch(/^\S+ \S+ 1-50\n\S+ \S+ 51-90\n\S+ \S+ 91-121\n$/);
  await runShell('td-compose -o joined.png job/rows-*; povray +Iball.pov +W160 +H121 +A0.3 -D +Owhole.png', {
    cwd: folder,
  });
  const whole = await samplesOf(join(folder, 'whole.png'));
  expect(cutSamples(whole, 1, 121)).toEqual(await samplesOf(join(folder, 'joined.png')));
});

test('the part is named after the host with --no-band, and an existing lockfile is kept', async () => {
  await mkdir(join(folder, 'job'));
  await writeFile(join(folder, 'job/lockfile'), 'pi1 2026_11_22_12:00:00\n');
  const run = await work('--no-band --host pi2 --scene ball.pov -x 40 -y 30 --rows 6-10 -p job');
  expect(run).toEqual({ exitCode: 0, stdout: '', stderr: '' });
  expect(await readdir(join(folder, 'job'))).toEqual(['lockfile', 'pi2.png']);
  expect(await readFile(join(folder, 'job/lockfile'), 'utf8')).toMatch(/^pi1 \S+\npi2 \S+\n$/);
});

test.each([
  ['--scene ball.pov -x 40', 'Expected --scene FILE -x WIDTH -y HEIGHT --rows A-B -p FOLDER together'],
  ['--scene ball.pov -x 40 -y 30 --rows 6-31 -p job', '--rows: Expected rows within 1-30, got 6-31'],
  ['--scene ball.pov -x 40 -y 30 --rows 6-10 -p job +A0.3', 'got both: "+A0.3": did you mean -- +A0.3?'],
])('%s is wrong usage', async (words, message) => {
  const run = await work(words);
  expect(run).toMatchObject({ exitCode: 2, stdout: '' });
  expect(run.stderr).toContain(message);
  expect(await readdir(folder)).toEqual(['ball.pov']);
});

test('a scene that is not there is named before anything is created', async () => {
  const run = await work('--scene nil.pov -x 40 -y 30 --rows 6-10 -p job');
  expect(run).toMatchObject({ exitCode: 1, stdout: '' });
  expect(run.stderr).toMatch(/^td-worker: \S*nil\.pov: cannot read the scene: No such file or directory\n$/);
  expect(await readdir(folder)).toEqual(['ball.pov']);
});

test('a folder that cannot be created is named', async () => {
  const run = await work('--scene ball.pov -x 40 -y 30 --rows 6-10 -p /proc/no/job');
  const reason = 'cannot create the job folder: /proc: No such file or directory';
  expect(run).toEqual({ exitCode: 1, stdout: '', stderr: `td-worker: /proc/no/job: ${reason}\n` });
});

test('with --job, no job is opened', async () => {
  const run = await work('--scene ball.pov -x 40 -y 30 --rows 6-10 -p job --job a');
  expect(run.exitCode).toBe(1);
  expect(await readdir(folder)).toEqual(['ball.pov']);
});

test('the bands of an interrupted job are left alone', async () => {
  const job = `td-partition -n 2 -y 30 | td-dispatch -x 40 -y 30 -p job --scene ball.pov; rm job/lockfile`;
  expect((await runShell(job, { cwd: folder })).exitCode).toBe(0);
  const before = await readdir(join(folder, 'job'));
  await writeFile(join(folder, 'other.pov'), await readFile(join(folder, 'ball.pov')));
  const run = await work('--scene other.pov -x 40 -y 30 --rows 1-15 -p job -- +Q5');
  expect(run.exitCode).toBe(1);
  expect(run.stderr).toMatch(
    /^td-worker: job contains an interrupted job \(for \S+ball\.pov\): go on with td-master --resume, or use another folder\n$/,
  );
  expect(await readdir(join(folder, 'job'))).toEqual(before);
});

import { appendFile, copyFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, decode, runCommand, runShell, smallJob, smallScene } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';
import { workerWithoutLastBand } from './worker-without-last-band.ts';

let folder: string;
let job: string;
let scene: string;

/** A job of three bands, of which the last has failed. */
beforeEach(async () => {
  ({ folder, job, scene } = await smallJob());
  const worker = await workerWithoutLastBand(folder);
  expect(await runMaster('--retries', '0', '--worker', worker)).toMatchObject({ exitCode: 1 });
  expect(await finishedParts()).toHaveLength(2);
});

const output = () => join(folder, 'out.png');
const runMaster = (...more: string[]) =>
  runCommand('td-master', argv`-n 3 -x 64 -y 49 -p ${job} --scene ${scene} -o ${output()} ${more}`);
const finishedParts = async () => (await readdir(job)).filter((name) => name.endsWith('.png'));

async function contents(): Promise<Record<string, string>> {
  const names = (await readdir(job)).sort();
  return Object.fromEntries(
    await Promise.all(
      names.map(async (name) => [name, await readFile(join(job, name), 'base64')] as [string, string]),
    ),
  );
}

const refusal = (bands: string) => `${job}: ${bands} finished: --resume goes on, -f begins anew\n`;

test('the same command again is refused, and nothing changes', async () => {
  const before = await contents();
  expect(await runMaster()).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: `td-master: ${refusal('2 of 3 bands of this job are')}`,
  });
  expect(await contents()).toEqual(before);
  await rm(join(job, 'rows-000001-000017.png'));
  expect((await runMaster()).stderr).toBe(`td-master: ${refusal('1 of 3 bands of this job is')}`);
});

test('td-dispatch, which does not know the bands yet, is refused as well', async () => {
  const before = await contents();
  const run = await runShell(`td-partition -n 3 -y 49 | td-dispatch -x 64 -y 49 -p ${job} --scene ${scene}`);
  expect(run).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: `td-dispatch: ${refusal('2 bands of this job are')}`,
  });
  expect(await contents()).toEqual(before);
});

test('--resume goes on, -f begins anew: the picture is the same', async () => {
  const before = await contents();
  expect((await runMaster('--resume')).exitCode).toBe(0);
  const resumed = await contents();
  expect(resumed).toMatchObject({ 'rows-000001-000017.png': before['rows-000001-000017.png'] });
  const picture = await decode(output());
  await rm(join(job, 'lockfile'));
  expect(await runMaster()).toMatchObject({
    exitCode: 1,
    stderr: `td-master: ${refusal('3 of 3 bands of this job are')}`,
  });
  expect((await runMaster('-f')).exitCode).toBe(0);
  expect((await contents())['rows-000001-000017.png']).not.toBe(before['rows-000001-000017.png']);
  expect((await decode(output())).equals(picture)).toBe(true);
});

const another = (why: string) =>
  `2 bands of another job are finished (${why}): use another folder, or -f to begin anew without them`;

test.each([
  ['options', ['--', '+Q5'], () => another('its options are none')],
  ['a size', ['-x', '40'], () => another('its size is 64x49, not 40x49')],
  ['a scene', ['--scene', 'SECOND', '-c'], () => another(`for ${scene}`)],
  [
    'a cut',
    ['-n', '2', '-c'],
    () =>
      '2 bands of this job are finished, with another cut: that cut with --resume goes on, -f begins anew',
  ],
])('another job with %s of its own is refused, and nothing changes; -f begins it', async (_, more, why) => {
  const second = await smallScene(folder, 'second.pov');
  await appendFile(second, '\n');
  const words = more.map((word) => (word === 'SECOND' ? second : word));
  const before = await contents();
  expect(await runMaster(...words)).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: `td-master: ${job}: ${why()}\n`,
  });
  expect(await contents()).toEqual(before);
  expect(await runMaster('-f', ...words)).toMatchObject({ exitCode: 0, stderr: '' });
});

test('after an edit of the scene, the job is refused; after the undo, --resume goes on', async () => {
  const text = await readFile(scene, 'utf8');
  await writeFile(scene, `${text}\n`);
  expect((await runMaster()).stderr).toBe(
    `td-master: ${job}: ${another(`${scene} has changed since this job began`)}\n`,
  );
  await writeFile(scene, text);
  expect(await runMaster('--resume')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('--resume removes what a killed run had begun to write, however it had cut the rows', async () => {
  const { id } = JSON.parse(await readFile(join(job, '.td-job.json'), 'utf8')) as { id: string };
  for (const rows of ['000001-000010', '000020-000049'])
    await writeFile(join(job, `.part-rows-${rows}.png-${id}-261ffd8f0e75`), '');
  expect(await runMaster('--resume')).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await readdir(job)).filter((name) => name.startsWith('.part-'))).toEqual([]);
});

test('after a job whose image is composed, a new job begins as ever', async () => {
  expect(await runMaster('--resume', '-c')).toMatchObject({ exitCode: 0, stderr: '' });
  expect(await runMaster('--', '+Q5')).toMatchObject({ exitCode: 0, stderr: '' });
});

test('-c removes the parts of an earlier job with another cut, and no other image', async () => {
  await copyFile(join(job, 'rows-000001-000017.png'), join(job, 'mine.png'));
  await copyFile(join(job, 'rows-000001-000017.png'), join(job, 'rows-000001-000020.png'));
  expect(await runMaster('-n', '2', '-c', '-f')).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await readdir(job)).sort()).toEqual(['mine.png', 'rows-000001-000020.png']);
});

test('parts that are damaged or of another job are no finished work', async () => {
  for (const name of await finishedParts()) await writeFile(join(job, name), 'no picture');
  expect((await runMaster()).exitCode).toBe(0);
});

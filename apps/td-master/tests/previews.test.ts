import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProbePicture, listPreviews } from '@task-distributor/lockfile';
import {
  argv,
  decode,
  findProcesses,
  runCommand,
  slowScene,
  startCommand,
  temporaryJob,
} from '@task-distributor/testing';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

let folder: string;
let job: string;

beforeEach(() => {
  ({ folder, job } = temporaryJob());
});

/** In an object, because a promise of a process would wait for its end. */
async function start(lights: number) {
  const scene = await slowScene(folder, 'slow.pov', lights);
  const words = argv`-n 2 -x 1024 -y 768 -p ${job} --scene ${scene} -o ${folder}/out.png --retries 0 --schedule even -- +WT1`;
  const master = startCommand('td-master', words);
  onTestFinished(() => void master.kill('SIGKILL'));
  return { master };
}

const previews = async () => (await listPreviews(job)).map(({ rows }) => rows);
const hidden = () => readdirSync(job).filter((name) => name.startsWith('.td-preview'));
const longTime = { timeout: 40_000, interval: 200 };

test('while bands are rendered, the job folder has a preview of each; an interrupted job leaves none', async () => {
  const { master } = await start(1_000);
  await expect.poll(async () => (await previews()).length, longTime).toBe(2);
  const [upper] = await listPreviews(job);
  const pam = await decode(upper!.path);
  const { first, last } = upper!.rows;
  const height = Math.ceil((last - first + 1) / 2);
  const pixels = pam.subarray(-4 * 512 * height);
  expect(pam.toString('latin1', 0, 40)).toContain(`WIDTH 512\nHEIGHT ${height}\n`);
  expect(pixels.filter((value, i) => i % 4 === 3 && value > 0).length).toBeGreaterThan(0);
  expect(readdirSync(job).filter((name) => /^[^.].*\.png$/.test(name))).toEqual([]);
  master.kill('SIGTERM');
  await master;
  expect(hidden()).toEqual([]);
});

test('the preview of a worker that was killed goes with its band', async () => {
  const { master } = await start(1_000);
  await expect.poll(async () => (await previews()).length, longTime).toBe(2);
  const [upper] = await previews();
  const workers = (await findProcesses(`+ER${upper!.last}\0`)).filter(({ command }) =>
    command.includes(`${job} `),
  );
  const worker = workers.find(({ command }) => command.includes('--band'));
  process.kill(worker!.pid, 'SIGKILL');
  await expect.poll(previews, longTime).not.toContainEqual(upper);
  master.kill('SIGTERM');
  await master;
  expect(hidden()).toEqual([]);
});

test('with --no-preview there is none', async () => {
  const scene = await slowScene(folder, 'slow.pov', 200);
  const seen = new Set<string>();
  const timer = setInterval(() => hidden().forEach((name) => seen.add(name)), 100);
  const words = argv`-n 1 -x 640 -y 480 -p ${job} --scene ${scene} -o ${join(folder, 'out.png')} --no-preview -- +WT1`;
  const run = await runCommand('td-master', words);
  clearInterval(timer);
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect([...seen]).toEqual([]);
});

test('the picture of the probe is in the folder until -c removes it, and follows --no-preview', async () => {
  const scene = await slowScene(folder, 'slow.pov', 20);
  const words = argv`-n 2 -x 400 -y 300 -p ${job} --scene ${scene} -o ${join(folder, 'out.png')} --schedule cost`;
  expect(await runCommand('td-master', words)).toMatchObject({ exitCode: 0 });
  const probe = await decode((await findProbePicture(job))!.path);
  const pixels = probe.subarray(probe.indexOf('ENDHDR\n') + 7);
  expect(pixels.filter((value, i) => i % 4 === 3 && value < 255)).toHaveLength(0);
  expect(pixels.length).toBeGreaterThan(4 * 100);
  expect(await runCommand('td-master', [...words, '-f', '--no-preview'])).toMatchObject({ exitCode: 0 });
  expect(await findProbePicture(job)).toBeNull();
  expect(await runCommand('td-master', [...words, '-f', '-c'])).toMatchObject({ exitCode: 0 });
  expect(readdirSync(job)).toEqual([]);
});

import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { argv, decode, runCommand, runShell, smallJob } from '@task-distributor/testing';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
let job: string;
let scene: string;
let picture: Buffer;

const output = () => join(folder, 'out.png');
const worker = `node ${join(import.meta.dirname, 'fake-worker.mjs')}`;
const runMaster = (...more: string[]) =>
  runCommand(
    'td-master',
    argv`-n 1 --hosts pi110,pi111 --via local -x 64 -y 128 -p ${job} --scene ${scene} -o ${output()} ${more}`,
  );

beforeEach(async () => {
  ({ folder, job, scene } = await smallJob());
  expect(await runMaster()).toMatchObject({ exitCode: 0, stderr: '' });
  picture = await decode(output());
  for (const name of await readdir(job)) await rm(join(job, name), { recursive: true });
});

test('an idle host takes rows of a running band, and the picture is the same', async () => {
  const joblog = join(folder, 'joblog');
  const run = await runMaster('--worker', worker, '--joblog', joblog, '-c');
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await decode(output())).equals(picture)).toBe(true);
  const attempts = (await readFile(joblog, 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ type }) => type === undefined);
  expect(attempts.filter(({ cut }) => cut === '1-128')).toHaveLength(1);
  expect(new Set(attempts.map(({ host }) => host)).size).toBe(2);
  expect(run.stdout).toMatch(/pi111 .*\npi111 has been finished\./);
  expect(await readdir(job)).toEqual([]);
});

test('--no-split leaves it alone', async () => {
  expect((await runMaster('--worker', worker, '--no-split')).exitCode).toBe(0);
  expect((await readdir(job)).filter((name) => name.endsWith('.png'))).toEqual(['rows-000001-000128.png']);
});

test('the pipeline of four commands follows a band that is cut short', async () => {
  const run = await runShell(
    `td-partition -n 1 -y 128 | td-dispatch -x 64 -y 128 -p ${job} --scene ${scene} --hosts pi110,pi111 --via local --worker '${worker}' \
      | tee ${folder}/lines | td-wait -p ${job} | td-compose -y 128 -o ${output()}`,
  );
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect((await decode(output())).equals(picture)).toBe(true);
  const lines = (await readFile(join(folder, 'lines'), 'utf8'))
    .split('\n')
    .filter((line) => !line.includes('running'));
  const [, last] = /^1\t128\t(?:pi110|pi111)\tsplit\t1-(\d+)$/.exec(lines[1]!)!;
  expect(lines[2]).toMatch(new RegExp(`^1\t${last}\tpi11[01]\tstarted\t-$`));
  expect(lines[3]).toMatch(new RegExp(`^${Number(last) + 1}\t128\tpi11[01]\tstarted\t-$`));
});

import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  binFolder,
  commandPath,
  endlessScene,
  processesWith,
  temporaryFolder,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeEach, expect, test } from 'vitest';

let folder: string;
let job: string;
let scene: string;

beforeEach(async () => {
  folder = await temporaryFolder();
  job = join(folder, 'job');
  await mkdir(job);
  scene = await endlessScene(folder);
});

function startMaster(...more: string[]) {
  const size = ['-n', '2', '-x', '640', '-y', '480'];
  return execa(
    process.execPath,
    [commandPath('td-master'), ...size, '-p', job, '--scene', scene, '-o', join(folder, 'out.png'), ...more],
    {
      reject: false,
    },
  );
}

/** The POV-Ray and worker processes of this test. */
const ours = () => processesWith(scene);
const povrays = async () => (await ours()).filter((line) => line.includes('+I'));

async function untilRendering(): Promise<void> {
  await expect.poll(async () => (await povrays()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s stops every worker, releases the lockfile and exits %i', async (signal, exitCode) => {
  const master = startMaster();
  await untilRendering();
  master.kill(signal);
  const result = await master;
  expect(result.exitCode).toBe(exitCode);
  expect(result.stderr).toMatch(/^td-master: (interrupted|terminated)/);
  // On a busy host, a worker is killed after 2.5 s, and its watcher then ends POV-Ray.
  await expect.poll(ours, { timeout: 5_000 }).toEqual([]);
  expect((await readdir(job)).filter((name) => name !== '.td-job.json')).toEqual([]);
  expect(await readdir(folder)).not.toContain('out.png');
});

test('kill -9 of td-master leaves no POV-Ray', async () => {
  const master = startMaster();
  await untilRendering();
  master.kill('SIGKILL');
  await master;
  await expect.poll(ours, { timeout: 5_000 }).toEqual([]);
});

test('kill -9 of a worker leaves no POV-Ray, and the job fails without retries', async () => {
  const master = startMaster('--retries', '0');
  await untilRendering();
  for (const pid of await workerPids()) process.kill(pid, 'SIGKILL');
  const result = await master;
  expect(result.exitCode).toBe(1);
  expect(result.stderr).toMatch(/rows 1-240: .*SIGKILL|rows 1-240: the worker exited 137/);
  await expect.poll(ours, { timeout: 5_000 }).toEqual([]);
});

async function workerPids(): Promise<number[]> {
  const { stdout } = await execa('pgrep', ['-f', `td-worker.cjs .*${job}`]);
  return stdout.split('\n').map(Number);
}

test('Ctrl-C on a terminal ends the whole pipeline', async () => {
  const session = `td-test-${process.pid}`;
  const line = `td-partition -n 2 -y 480 | td-dispatch -x 640 -y 480 -p ${job} --scene ${scene} | td-wait -p ${job} | td-compose -y 480 -o ${folder}/out.png; echo over`;
  await execa('tmux', ['-L', session, 'new-session', '-d', '-x', '200', '-y', '50', 'sh'], {
    env: { PATH: `${binFolder}:${process.env['PATH']}` },
  });
  try {
    await execa('tmux', ['-L', session, 'send-keys', line, 'Enter']);
    await untilRendering();
    await execa('tmux', ['-L', session, 'send-keys', 'C-c', '']);
    await expect.poll(ours, { timeout: 10_000 }).toEqual([]);
    expect((await readdir(job)).filter((name) => name !== '.td-job.json')).toEqual([]);
  } finally {
    await execa('tmux', ['-L', session, 'kill-server']);
  }
});

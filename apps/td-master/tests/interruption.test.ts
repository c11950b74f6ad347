import { readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { readProcStat } from '@task-distributor/band';
import {
  argv,
  binFolder,
  endlessScene,
  findProcesses,
  processesWith,
  startCommand,
  temporaryJob,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

let folder: string;
let job: string;
let scene: string;

beforeEach(async () => {
  ({ folder, job } = temporaryJob());
  scene = await endlessScene(folder);
});

const startMaster = (...more: string[]) =>
  startCommand('td-master', argv`-n 2 -x 640 -y 480 -p ${job} --scene ${scene} -o ${folder}/out.png ${more}`);

/** All processes of this test: commands, workers, POV-Rays. */
const ours = () => processesWith(folder);
const povrays = async () => (await ours()).filter((line) => line.includes('+I'));

async function untilRendering(): Promise<void> {
  await expect.poll(async () => (await povrays()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
}

test.each([
  ['SIGINT', 130, 'interrupted'],
  ['SIGTERM', 143, 'terminated'],
  ['SIGHUP', 129, 'terminated: the terminal has gone'],
] as const)('%s stops every worker, releases the lockfile and exits %i', async (signal, exitCode, word) => {
  const master = startMaster();
  await untilRendering();
  master.kill(signal);
  const result = await master;
  expect(result.exitCode).toBe(exitCode);
  expect(result.stderr).toMatch(new RegExp(`^td-master: ${word}; [^\\n]*--resume[^\\n]*\\n$`));
  // On a busy host a worker is given up after 2.5 s, and its watcher then ends POV-Ray.
  await expect.poll(ours, { timeout: 5_000 }).toEqual([]);
  expect((await readdir(job)).sort()).toEqual(['.td-job.json', '.td-log.jsonl']);
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
  for (const group of await workerGroups()) process.kill(-group, 'SIGKILL');
  const result = await master;
  expect(result.exitCode).toBe(1);
  for (const rows of ['1-240', '241-480']) {
    expect(result.stderr).toContain(`td-master: ${hostname()} rows ${rows}: killed by SIGKILL\n`);
  }
  await expect.poll(ours, { timeout: 5_000 }).toEqual([]);
});

/** Each worker has a process group of its own. Killed one by one, the last of it could be stopped before. */
async function workerGroups(): Promise<Set<number>> {
  const workers = (await findProcesses(job)).filter(({ command }) => command.includes('td-worker.cjs '));
  return new Set(workers.map(({ pid }) => readProcStat(pid)!.group));
}

test('Ctrl-C on a pipeline at a terminal ends all of it', async () => {
  const tmux = (...words: string[]) => execa('tmux', ['-L', `td-test-${process.pid}`, ...words]);
  const screen = async () => (await tmux('capture-pane', '-p')).stdout.split('\n');
  await tmux(
    ...argv`-f /dev/null new-session -d -x 200 -y 50 -e ${`PATH=${binFolder}:${process.env['PATH']}`} sh`,
  );
  onTestFinished(async () => void (await tmux('kill-server')));
  const dispatch = `td-dispatch -x 640 -y 480 -p ${job} --scene ${scene}`;
  const compose = `td-compose -y 480 -o ${folder}/out.png`;
  const pipeline = `td-partition -n 2 -y 480 | ${dispatch} | td-wait -p ${job} | ${compose}`;
  await tmux('send-keys', '-l', `${pipeline}; echo "over $?"\n`);
  await untilRendering();
  await tmux('send-keys', 'C-c');
  await expect.poll(ours, { timeout: 10_000 }).toEqual([]);
  await expect.poll(screen).toContain('over 130');
  expect((await readdir(job)).sort()).toEqual(['.td-job.json', '.td-log.jsonl']);
  expect((await readdir(folder)).sort()).toEqual(['endless.pov', 'job']);
});

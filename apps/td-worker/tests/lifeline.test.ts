import { mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  commandPath,
  endlessScene,
  fakeRenderer,
  processesWith,
  startCommand,
  temporaryFolder,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const folder = temporaryFolder();

/** A worker's command line, with its own job folder and scene. */
async function workerWords(name: string): Promise<{ job: string; words: string[] }> {
  const job = await mkdtemp(join(folder, `${name}-`));
  await writeFile(join(job, 'lockfile'), '');
  const scene = await endlessScene(job);
  const words = `1 ${job}/ ${scene.slice(job.length + 1)} +FN +W640 +H480 +O/tmp/ +SR1 +ER480 ${job} ${job}/lockfile --lifeline`;
  return { job, words: words.split(' ') };
}

const rendererRuns = (job: string) => async () =>
  (await processesWith(`${job}/endless.pov`)).some((words) => words.includes('+I'));
/** Excludes the test's own master, whose command line also contains that of the worker. */
const workersOf = (job: string) => async () =>
  (await processesWith(`${job}/lockfile`)).filter((words) => !words.includes(' -e '));
const untilRendering = (job: string) => expect.poll(rendererRuns(job), { timeout: 20_000 }).toBe(true);

async function expectNothingLeft(job: string): Promise<void> {
  expect(await rendererRuns(job)()).toBe(false);
  expect((await readdir(job)).sort()).toEqual(['endless.pov', 'lockfile']);
}

const stopped = (how: string) => `td-worker: stopped: the master has gone (${how})\n`;

test('the end of stdin stops POV-Ray and the worker at once', async () => {
  const { job, words } = await workerWords('end');
  const worker = startCommand('td-worker', words, { stdin: 'pipe' });
  await untilRendering(job);
  const ended = performance.now();
  worker.stdin!.end();
  expect(await worker).toMatchObject({ exitCode: 1, stdout: '', stderr: stopped('its connection ended') });
  // POV-Ray takes about a second to react to the signal.
  expect(performance.now() - ended).toBeLessThan(5_000);
  await expectNothingLeft(job);
});

test('so does a stdin that is empty from the start', async () => {
  const { job, words } = await workerWords('none');
  expect(await startCommand('td-worker', words)).toMatchObject({
    exitCode: 1,
    stderr: stopped('its connection ended'),
  });
  await expectNothingLeft(job);
});

test('so does kill -9 of the master', async () => {
  const { job, words } = await workerWords('killed');
  const master = startMaster(words);
  await untilRendering(job);
  master.kill('SIGKILL');
  await master;
  await expect.poll(rendererRuns(job), { timeout: 5_000 }).toBe(false);
  await expect.poll(workersOf(job), { timeout: 5_000 }).toEqual([]);
  await expectNothingLeft(job);
});

test('a stdin that is silent for 15 s is a lost master, as one on a machine that hangs', async () => {
  const { job, words } = await workerWords('stopped');
  const master = startMaster([...words, '--povray', await sleeper()]);
  await untilRendering(job);
  master.kill('SIGSTOP');
  const since = performance.now();
  await expect.poll(workersOf(job), { timeout: 25_000, interval: 200 }).toEqual([]);
  // The last byte can have come a second before.
  expect(performance.now() - since).toBeGreaterThan(13_500);
  master.kill('SIGKILL');
  expect(await master).toMatchObject({ stderr: stopped('nothing received for 15 s').trimEnd() });
  await expectNothingLeft(job);
});

/** A renderer that is no work for the processor. */
function sleeper(): Promise<string> {
  return fakeRenderer(
    folder,
    'echo "Rendered 1 of 307200 pixels" >&2; sleep 1000 & trap "kill $!" TERM; wait',
  );
}

/** A master that only sends its one worker a byte every second. */
function startMaster(words: readonly string[]) {
  const code = `
    const { spawn } = require('node:child_process');
    const worker = spawn(process.execPath, process.argv.slice(1), { stdio: ['pipe', 'ignore', 'inherit'] });
    setInterval(() => worker.stdin.write('\\n'), 1000);`;
  return execa(process.execPath, ['-e', code, commandPath('td-worker'), ...words], { reject: false });
}

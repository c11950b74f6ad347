import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  commandPath,
  endlessScene,
  fakeRenderer,
  processesWith,
  startCommand,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'td-lifeline-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

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

// Concurrent, because each test takes as long as the worker waits.
describe.concurrent('a stdin that stays open', () => {
  test('means a lost master if it is silent for 15 s', async ({ expect }) => {
    const { job, words } = await workerWords('silent');
    const started = performance.now();
    const worker = startCommand('td-worker', [...words, '--povray', await sleeper('silent')], {
      stdin: 'pipe',
    });
    expect(await worker).toMatchObject({
      exitCode: 1,
      stdout: '',
      stderr: stopped('nothing received for 15 s'),
    });
    expect(performance.now() - started).toBeGreaterThan(15_000);
    await expectNothingLeft(job);
  });

  test('means a living master while it sends a byte now and then', async ({ expect }) => {
    const { job, words } = await workerWords('alive');
    const worker = startCommand('td-worker', [...words, '--povray', await sleeper('alive')], {
      stdin: 'pipe',
    });
    const started = performance.now();
    const heart = setInterval(() => worker.stdin!.write('\n'), 1_000);
    await expect
      .poll(() => performance.now() - started, { timeout: 20_000, interval: 500 })
      .toBeGreaterThan(16_000);
    expect(await rendererRuns(job)()).toBe(true);
    clearInterval(heart);
    worker.stdin!.end();
    expect(await worker).toMatchObject({ exitCode: 1, stderr: stopped('its connection ended') });
    await expectNothingLeft(job);
  });

  test('means a lost master if that is stopped, like a hanging machine', async ({ expect }) => {
    const { job, words } = await workerWords('stopped');
    const master = startMaster([...words, '--povray', await sleeper('stopped')]);
    await untilRendering(job);
    master.kill('SIGSTOP');
    await expect.poll(rendererRuns(job), { timeout: 20_000, interval: 500 }).toBe(false);
    await expect.poll(workersOf(job), { timeout: 5_000 }).toEqual([]);
    master.kill('SIGKILL');
    await master;
    await expectNothingLeft(job);
  });
});

/** A renderer that needs no processor time. */
function sleeper(name: string): Promise<string> {
  return fakeRenderer(
    folder,
    'echo "Rendered 1 of 307200 pixels" >&2; sleep 1000 & trap "kill $!" TERM; wait',
    name + '.sh',
  );
}

/** A master that only sends its one worker a byte every second. */
function startMaster(words: readonly string[]) {
  const code = `
    const { spawn } = require('node:child_process');
    const worker = spawn(process.execPath, process.argv.slice(1), { stdio: ['pipe', 'ignore', 'ignore'] });
    setInterval(() => worker.stdin.write('\\n'), 1000);`;
  return execa(process.execPath, ['-e', code, commandPath('td-worker'), ...words], { reject: false });
}

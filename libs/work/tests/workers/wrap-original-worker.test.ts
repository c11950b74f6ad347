import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { join } from 'node:path';
import { findProcesses, temporaryFolder, readAll, readLine } from '@task-distributor/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { quoteCommand } from '@task-distributor/remote';
import { wrapOriginalWorker } from '../../src/workers/wrap-original-worker.ts';

const folder = temporaryFolder();
// Each is used as the shell that reads the line and as the `sh` in it.
const shells = ['dash', 'bash', 'busybox'].map((shell) => ({ shell, path: shellFolder(shell) }));

const started: ChildProcessWithoutNullStreams[] = [];

afterAll(() => {
  for (const { stdin } of started) stdin.end();
});

/** Creates a folder in which `sh` is this shell. */
function shellFolder(shell: string): string {
  const path = mkdtempSync(join(folder, `${shell}-`));
  const command = shell === 'busybox' ? 'busybox sh' : shell;
  writeFileSync(join(path, 'sh'), `#!/bin/sh\nexec ${command} "$@"\n`);
  chmodSync(join(path, 'sh'), 0o755);
  return path;
}

interface Wrapped {
  child: ChildProcessWithoutNullStreams;
  /** Command lines of its running processes. */
  left(): Promise<string[]>;
}

/** Starts the wrapper like sshd does: by a login shell, in its own session. */
function start(path: string, commandLine: string, silenceSeconds?: number): Wrapped {
  const mark = `TD_TEST=${folder}/${performance.now()}`;
  const [name = '', value = ''] = mark.split('=');
  const child = spawn('sh', ['-c', wrapOriginalWorker(commandLine, silenceSeconds)], {
    detached: true,
    env: { ...process.env, PATH: `${path}:${process.env['PATH']}`, [name]: value },
  });
  child.stdin.on('error', () => undefined);
  started.push(child);
  return { child, left: async () => (await findProcesses(mark, 'environ')).map(({ command }) => command) };
}

function exit(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve));
}

// Like the original: bash that waits for a renderer.
const worker = (commands: string): string => quoteCommand(['bash', '-c', commands]);

const soon = { timeout: 4000 };

describe.each(shells)('the wrapper in $shell', { concurrent: true }, ({ path }) => {
  it('passes on output and exit status, and does not wait for stdin', async ({ expect }) => {
    const { child } = start(path, worker('echo "$0 $1"; echo sorry >&2; exit 7') + " 'a  b' '$c'");
    const [status, stdout, stderr] = await Promise.all([
      exit(child),
      readAll(child.stdout),
      readAll(child.stderr),
    ]);
    expect([status, stdout, stderr]).toEqual([7, 'a  b $c\n', 'sorry\n']);
  });

  it('gives the worker an empty stdin', async ({ expect }) => {
    const { child } = start(path, worker('cat; echo end'));
    expect(await readAll(child.stdout)).toBe('end\n');
  });

  it('leaves no process after the worker has ended, even if stdin is open', async ({ expect }) => {
    const { child, left } = start(path, worker('sleep 60 & exit 5'));
    expect(await exit(child)).toBe(5);
    await expect.poll(left, soon).toEqual([]);
  });

  it('stops the worker and its children when stdin ends', async ({ expect }) => {
    const { child, left } = start(path, worker('sleep 61 & (sleep 62; :) & sleep 60; echo not reached'));
    const sleeping = async () => (await left()).filter((line) => line.startsWith('sleep 6'));
    await expect.poll(sleeping, soon).toHaveLength(3);
    child.stdin.end();
    expect(await exit(child)).toBe(143);
    await expect.poll(left, soon).toEqual([]);
  });

  it('stops a worker whose stdin is empty from the start', async ({ expect }) => {
    const { child, left } = start(path, worker('sleep 60'));
    child.stdin.end();
    // 137 if SIGTERM came before the worker had started.
    expect([143, 137]).toContain(await exit(child));
    await expect.poll(left, soon).toEqual([]);
  });

  it('stops a worker that ignores SIGTERM', async ({ expect }) => {
    const { child, left } = start(path, worker('trap "" TERM; echo up; while :; do sleep 0.1; done'));
    await readLine(child.stdout);
    child.stdin.end();
    // 137; dash gives that of its own SIGTERM.
    expect(await exit(child)).toBeGreaterThan(128);
    await expect.poll(left, soon).toEqual([]);
  });

  it('ends one when nothing has come for a while, and not before', async ({ expect }) => {
    const limit = 2;
    const { child, left } = start(path, worker('echo up; sleep 60'), limit);
    await readLine(child.stdout);
    const begin = performance.now();
    let lastBeat = begin;
    const beats = setInterval(() => {
      lastBeat = performance.now();
      child.stdin.write('.');
      // For twice the time that it may be silent.
      if (lastBeat - begin > 2_000 * limit) clearInterval(beats);
    }, 100);
    expect(await exit(child)).toBe(143);
    const seconds = (performance.now() - lastBeat) / 1_000;
    expect(lastBeat - begin).toBeGreaterThan(2_000 * limit);
    // It looks five times in that time, and does not know when in between the last byte came.
    expect(seconds).toBeGreaterThan(0.8 * limit - 0.1);
    expect(seconds).toBeLessThan(limit + 3);
    await expect.poll(left, soon).toEqual([]);
  });

  it('passes SIGTERM on, and gives the worker time to clean up', async ({ expect }) => {
    const commands = 'trap "sleep 0.5; echo cleaned; exit 9" TERM; echo up; while :; do sleep 0.1; done';
    const { child, left } = start(path, worker(commands));
    const output = readAll(child.stdout);
    await expect
      .poll(async () => (await left()).find((line) => line.startsWith('sleep 0.1')), soon)
      .toBeDefined();
    process.kill(-child.pid!, 'SIGTERM');
    expect(await output).toBe('up\ncleaned\n');
    await expect.poll(left, soon).toEqual([]);
  });

  it('leaves no process if it is killed itself', async ({ expect }) => {
    const { child, left } = start(path, worker('echo up; sleep 60'));
    await readLine(child.stdout);
    process.kill(-child.pid!, 'SIGKILL');
    child.stdin.end();
    await expect.poll(left, soon).toEqual([]);
  });
});

it('is one line that other shells pass on unchanged', () => {
  const line = wrapOriginalWorker('/home/pi/task-distributor-worker.sh 4 /scenes/ blob.pov');
  expect(line).not.toMatch(/[\n\\]|!(?! )/);
});

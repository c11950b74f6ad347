import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { findProcesses, readAll, readLine, temporaryFolder } from '@task-distributor/testing';
import { afterAll, describe, type ExpectStatic, expect, it } from 'vitest';
import { receiveCommand } from '../../src/send/receive-command.ts';
import { tarHeader } from '../../src/send/tar-header.ts';
import { pathOf } from './hosts.ts';

const folder = temporaryFolder();
const shells = (['dash', 'bash', 'busybox'] as const).map((shell) => ({
  shell,
  path: pathOf(shell, folder),
}));
const hash = '0'.repeat(32);
const silenceSeconds = 5;
const started: ChildProcessWithoutNullStreams[] = [];

afterAll(() => {
  for (const { stdin } of started) stdin.end();
});

interface Receiver {
  child: ChildProcessWithoutNullStreams;
  status: Promise<number | null>;
  /** Files and folders in the cache. */
  kept(): string[];
  /** Command lines of its running processes. */
  left(): Promise<string[]>;
  /** Its `want` has been read, and it has got the beginning of a package. */
}

/** Starts the command like sshd does, and sends it half a package. */
async function startHalf(path: string, expect: ExpectStatic): Promise<Receiver> {
  const cache = mkdtempSync(join(folder, 'x-'));
  const expected = { hash, files: 1, bytes: 100_000, kibibytes: 100 };
  const line = receiveCommand('tdmark', expected, { kibibytes: 10_000, silenceSeconds });
  const child = spawn('sh', ['-c', line], { detached: true, env: { PATH: path, XDG_CACHE_HOME: cache } });
  child.stdin.on('error', () => undefined);
  started.push(child);
  const status = new Promise<number | null>((resolve) => child.once('exit', resolve));
  expect(await readLine(child.stdout)).toBe(`tdmark want ${cache}/task-distributor `);
  child.stdin.write('wait\nwait\ngo\n');
  child.stdin.write(tarHeader({ name: `${hash}/a`, bytes: 100_000 }));
  child.stdin.write(Buffer.alloc(30_000));
  const scenes = join(cache, 'task-distributor/scenes');
  await expect.poll(() => existsSync(join(scenes, '.new-tdmark', hash, 'a'))).toBe(true);
  return {
    child,
    status,
    kept: () => readdirSync(scenes),
    left: async () =>
      (await findProcesses(`XDG_CACHE_HOME=${cache}`, 'environ')).map(({ command }) => command),
  };
}

describe.each(shells)('the command in $shell', { concurrent: true }, ({ path }) => {
  it('ends, and keeps nothing, when the end of its stdin comes early', async ({ expect }) => {
    const { child, status, kept, left } = await startHalf(path, expect);
    child.stdin.end();
    expect(await readAll(child.stdout)).toContain('tdmark failed ');
    expect(await status).toBe(1);
    expect(kept()).toEqual([]);
    await expect.poll(left).toEqual([]);
  });

  it('ends, and keeps nothing, when nothing comes any more', async ({ expect }) => {
    const { child, status, kept, left } = await startHalf(path, expect);
    expect(await readAll(child.stdout)).toBe('tdmark silent \n');
    expect(await status).toBe(1);
    expect(kept()).toEqual([]);
    await expect.poll(left).toEqual([]);
  });

  it('keeps nothing either when nobody reads what it says', async ({ expect }) => {
    const { child, status, kept, left } = await startHalf(path, expect);
    child.stdout.destroy();
    await status;
    expect(kept()).toEqual([]);
    await expect.poll(left).toEqual([]);
  });

  it('goes on as long as a little comes', async ({ expect }) => {
    const { child, status } = await startHalf(path, expect);
    const begin = performance.now();
    const trickle = setInterval(() => child.stdin.write(Buffer.alloc(5_000)), 1_000);
    const ended = await Promise.race([
      status,
      new Promise((resolve) => setTimeout(resolve, 10_000, 'lives')),
    ]);
    clearInterval(trickle);
    expect(ended).toBe('lives');
    expect(performance.now() - begin).toBeGreaterThan(1_500 * silenceSeconds);
    child.stdin.end();
    expect(await status).toBe(1);
  });

  it('ends on SIGTERM, and keeps nothing', async ({ expect }) => {
    const { child, status, kept, left } = await startHalf(path, expect);
    child.kill('SIGTERM');
    expect(await status).toBe(143);
    expect(kept()).toEqual([]);
    await expect.poll(left).toEqual([]);
  });

  it('leaves no process, and nothing else, if it is killed', async ({ expect }) => {
    const { child, kept, left } = await startHalf(path, expect);
    child.kill('SIGKILL');
    await expect.poll(left).toEqual([]);
    expect(kept()).toEqual([]);
  });
});

it('is one line that other shells pass on unchanged', () => {
  const expected = { hash, files: 1, bytes: 1, kibibytes: 1 };
  const line = receiveCommand('tdmark', expected, { kibibytes: 1, silenceSeconds: 15 });
  expect(line).not.toMatch(/[\n\\]|!(?! )/);
});

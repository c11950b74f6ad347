import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { closing, isRunning, readLine, temporaryFolder } from '@task-distributor/testing';
import { afterAll, describe, expect, it } from 'vitest';
import type { HostProcess } from '../src/launcher.ts';
import { createLocalLauncher } from '../src/local-launcher.ts';
import { quoteCommand } from '../src/quote-argument.ts';
import { launch, outcome, run } from './ssh/run-on-host.ts';

const folder = temporaryFolder();
const launcher = createLocalLauncher({ graceSeconds: 0.5, lingerSeconds: 0.5 });

afterAll(async () => {
  await launcher.close();
});

describe('a command on this machine', () => {
  it('reads stdin, and returns stdout, stderr and exit code', async () => {
    const result = await run(launcher, 'whatever', 'tr a-z A-Z; echo sorry >&2; exit 7', 'hello');
    expect(result).toEqual({ end: { exitCode: 7 }, stdout: 'HELLO', stderr: 'sorry\n' });
  });

  it('names the signal that killed it', async () => {
    const { end } = await run(launcher, 'pi1', 'kill -9 $$');
    expect(end).toEqual({ exitCode: null, reason: 'killed by SIGKILL', signal: 'SIGKILL' });
  });

  it('may write megabytes to both, read one after the other, and after its end', async () => {
    const started = await launch(launcher, 'pi1', 'head -c 9000000 /dev/zero; head -c 9000000 /dev/zero >&2');
    const { end, stdout, stderr } = await outcome(started);
    expect([end, stdout.length, stderr.length]).toEqual([{ exitCode: 0 }, 9_000_000, 9_000_000]);
    const short = await launch(launcher, 'pi1', 'echo early');
    await short.ended;
    expect((await outcome(short)).stdout).toBe('early\n');
  });

  it('has ended even if a process outside its group keeps its output open', async () => {
    const commandLine = `setsid sh -c 'echo $$; exec sleep 60' & read go; exit 4`;
    const started = await launch(launcher, 'pi1', commandLine);
    const pid = Number(await readLine(started.stdout));
    started.stdin.end('go\n');
    expect(await outcome(started)).toEqual({ end: { exitCode: 4 }, stdout: '', stderr: '' });
    expect(isRunning(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });
});

describe('a process that a command has left running', () => {
  it.each([
    ['gets SIGTERM', 'echo $$; exec sleep 60'],
    ['gets SIGKILL if it ignores SIGTERM', 'trap "" TERM; echo $$; sleep 60; true'],
  ])('%s', async (_, left) => {
    const commandLine = `sh -c '${left}' & read go; exit 0`;
    const started = await launch(launcher, 'pi1', commandLine);
    const pid = Number(await readLine(started.stdout));
    started.stdin.end('go\n');
    expect(await started.ended).toEqual({ exitCode: 0 });
    await expect.poll(() => isRunning(pid), { timeout: 5_000 }).toBe(false);
  });

  it('has ended when the launcher is closed', async () => {
    const own = createLocalLauncher({ graceSeconds: 1 });
    const started = await launch(own, 'pi1', 'trap "" TERM; sleep 60 & echo $!; exit 0');
    const pid = Number(await readLine(started.stdout));
    await started.ended;
    await own.close();
    await expect.poll(() => isRunning(pid), { timeout: 500 }).toBe(false);
  });
});

describe('the launcher', () => {
  it('stops a process and its children', async () => {
    const started = await launch(launcher, 'pi1', 'sleep 60 & echo $!; wait');
    const pid = Number(await readLine(started.stdout));
    started.stop('SIGTERM');
    expect(await started.ended).toEqual({ exitCode: null, reason: 'killed by SIGTERM', signal: 'SIGTERM' });
    await expect.poll(() => isRunning(pid)).toBe(false);
  });

  it('lets other work be done while it starts many processes', async () => {
    const own = closing(createLocalLauncher());
    let startedByThen: number | null = null;
    let count = 0;
    const launching = Array.from({ length: 200 }, async () => {
      const started = await launch(own, 'pi1', 'true');
      count += 1;
      return started;
    });
    setTimeout(() => (startedByThen = count), 1);
    const processes = await Promise.all(launching);
    expect(startedByThen).toBeLessThan(200);
    await Promise.all(processes.map(({ ended }) => ended));
  });

  it('leaves no process after an aborted start, and none at all when it is closed', async () => {
    const own = createLocalLauncher();
    const mark = join(folder, 'mark');
    const abort = new AbortController();
    const commandLine = quoteCommand(['touch', mark]);
    const aborted = own.start({ user: null, name: 'pi1', port: null }, commandLine, abort.signal);
    abort.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    const running = await launch(own, 'pi1', 'echo $$; exec sleep 60');
    const pid = Number(await readLine(running.stdout));
    const starting: Promise<HostProcess> = launch(own, 'pi1', commandLine);
    const refused = expect(starting).rejects.toThrow('The launcher was closed');
    await own.close();
    await refused;
    await expect(launch(own, 'pi1', 'true')).rejects.toThrow('The launcher was closed');
    expect([existsSync(mark), isRunning(pid)]).toEqual([false, false]);
    expect(await running.ended).toEqual({ exitCode: null, reason: 'killed by SIGKILL', signal: 'SIGKILL' });
  });
});

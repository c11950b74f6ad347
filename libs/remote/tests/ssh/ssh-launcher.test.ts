import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import type { SshLauncherOptions } from '../../src/ssh/ssh-launcher-options.ts';
import { parseHostAddress } from '../../src/host-address.ts';
import type { Launcher } from '../../src/launcher.ts';
import { quoteCommand } from '../../src/quote-argument.ts';
import { launch, outcome, run } from './run-on-host.ts';
import { startSignallingServer } from './start-signalling-server.ts';
import { closing, isRunning, makeKey, type Sshd, readLine } from '@task-distributor/testing';
import { useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi1']);
const { folder } = sshds;
// sshd delivers no signals to processes of root, and the tests often run as root.
const isRoot = process.getuid?.() === 0;
let sshd: Sshd;
let options: SshLauncherOptions;
let launcher: Launcher;

beforeAll(() => {
  sshd = sshds.get();
  sshds.configure({ pi1: [], asked: ['ServerAliveInterval 1'], other: [] });
  options = { sshConfigFile: sshds.configFile, timing: { lingerSeconds: 0.5, killGraceSeconds: 0.5 } };
  launcher = createSshLauncher(options);
});

afterAll(() => launcher.close());

describe('a command on a host', () => {
  it('reads stdin, and returns stdout, stderr and exit code', async () => {
    const result = await run(launcher, 'pi1', 'tr a-z A-Z; echo sorry >&2; exit 7', 'hello');
    expect(result).toEqual({ end: { exitCode: 7 }, stdout: 'HELLO', stderr: 'sorry\n' });
  });

  it('ends at once, even if it is very short', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => run(launcher, 'pi1', 'exit 3')));
    for (const { end } of results) expect(end).toEqual({ exitCode: 3 });
  });

  it('may write megabytes to both, read one after the other', async () => {
    const started = await launch(launcher, 'pi1', 'head -c 9000000 /dev/zero; head -c 9000000 /dev/zero >&2');
    const { end, stdout, stderr } = await outcome(started);
    expect([end, stdout.length, stderr.length]).toEqual([{ exitCode: 0 }, 9_000_000, 9_000_000]);
  });

  it('has ended even if a process that it has started keeps its output open', async () => {
    const begin = performance.now();
    const { end, stdout } = await run(launcher, 'pi1', 'sleep 60 & echo $!; exit 4');
    expect(end).toEqual({ exitCode: 4 });
    expect(performance.now() - begin).toBeLessThan(20_000);
    process.kill(Number(stdout), 'SIGKILL');
  });

  it('gets its arguments unchanged', async () => {
    const given = [
      '',
      ' ',
      'a  b',
      "it's",
      '"',
      '$HOME',
      '`id`',
      '\\',
      'a\nb',
      '*',
      '?',
      '~',
      '-n',
      '--',
      'ä漢😀',
      '!x',
    ];
    const { stdout } = await run(launcher, 'pi1', quoteCommand(['printf', '%s\\0', ...given]));
    expect(stdout.split('\0').slice(0, -1)).toEqual(given);
  });

  it('gets a lot of input', async () => {
    const { stdout } = await run(launcher, 'pi1', 'wc -c', 'x'.repeat(5_000_000));
    expect(stdout.trim()).toBe('5000000');
  });
});

describe('connections', () => {
  it('are shared by processes that start at the same time', async () => {
    const own = closing(createSshLauncher(options));
    const before = sshd.log().split('Accepted publickey').length;
    const processes = await Promise.all([1, 2, 3].map((n) => launch(own, 'pi1', `echo ${n}; cat`)));
    expect(await Promise.all(processes.map(({ stdout }) => readLine(stdout)))).toEqual(['1', '2', '3']);
    for (const { stdin } of processes) stdin.end();
    await Promise.all(processes.map(({ ended }) => ended));
    expect(sshd.log().split('Accepted publickey').length - before).toBe(1);
  });

  it('are made again after one was lost', async () => {
    const own = closing(createSshLauncher(options));
    const started = await launch(own, 'pi1', 'echo $PPID; exec cat');
    process.kill(Number(await readLine(started.stdout)), 'SIGKILL');
    expect(await started.ended).toEqual({
      exitCode: null,
      reason: 'connection lost: the host closed it',
    });
    expect((await run(own, 'pi1', 'echo again')).stdout).toBe('again\n');
  });

  it.each([
    ['the options', 'other', { keepaliveSeconds: 0.2 }],
    ['ServerAliveInterval', 'asked', {}],
  ])('that hang are lost after the silence that %s set, with their processes', async (_, host, timing) => {
    const own = closing(createSshLauncher({ ...options, timing }));
    const started = await launch(own, host, 'echo $PPID; exec cat');
    const session = Number(await readLine(started.stdout));
    process.kill(session, 'SIGSTOP');
    const end = await started.ended;
    process.kill(session, 'SIGKILL');
    expect(end).toEqual({ exitCode: null, reason: 'connection lost: the host does not answer' });
  });

  it('end with the launcher, and so do the processes on them', async () => {
    const own = createSshLauncher(options);
    const started = await launch(own, 'pi1', 'echo $$; exec cat');
    const pid = Number(await readLine(started.stdout));
    await own.close();
    expect(await started.ended).toEqual({ exitCode: null, reason: 'this side closed the connection' });
    await expect.poll(() => isRunning(pid)).toBe(false);
    await expect(launch(own, 'pi1', 'true')).rejects.toThrow('The launcher was closed');
  });
});

describe('stop', () => {
  it('sends the signal, SIGKILL also after SIGTERM', async () => {
    const server = await startSignallingServer(makeKey(join(folder, 'signalling')));
    onTestFinished(() => server.close());
    const lines = [
      `HostName 127.0.0.1`,
      `Port ${server.port}`,
      `UserKnownHostsFile ${folder}/known-signalling`,
    ];
    const config = join(folder, 'config-signalling');
    writeFileSync(config, ['Host *', ...lines, 'IdentityFile none', 'IdentityAgent none', ''].join('\n'));
    const own = closing(createSshLauncher({ sshConfigFile: config, acceptNew: true }));
    const started = await launch(own, 'signalling', 'whatever');
    started.stop('SIGTERM');
    started.stop('SIGKILL');
    expect(await started.ended).toEqual({ exitCode: null, reason: 'killed by SIGKILL' });
    expect(server.signals).toEqual(['TERM', 'KILL']);
  });

  it('closes stdin, for a process that ignores SIGTERM', async () => {
    const started = await launch(launcher, 'pi1', 'trap "" TERM; echo up; cat; exit 5');
    await readLine(started.stdout);
    started.stop('SIGTERM');
    expect(await started.ended).toEqual({ exitCode: 5 });
  });

  it('gives up a process that ignores both', async () => {
    const started = await launch(launcher, 'pi1', 'trap "" TERM; echo $$; exec sleep 60');
    const pid = Number(await readLine(started.stdout));
    started.stop('SIGKILL');
    const reason = isRoot ? 'did not answer SIGKILL; its channel was closed' : 'killed by SIGKILL';
    expect(await started.ended).toEqual({ exitCode: null, reason });
    if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  });

  it('leaves stdin harmless', async () => {
    const started = await launch(launcher, 'pi1', 'exec cat');
    started.stop('SIGTERM');
    await started.ended;
    started.stdin.write('.');
    started.stdin.end('.');
    started.stop('SIGKILL');
  });
});

describe('an abort', () => {
  it('ends the wait for the start of a process, and leaves no process behind', async () => {
    await run(launcher, 'pi1', 'true');
    const abort = new AbortController();
    const pidFile = join(folder, 'pid');
    const commandLine = quoteCommand(['sh', '-c', 'echo $$ > "$0"; exec cat', pidFile]);
    const launching = launcher.start(parseHostAddress('pi1'), commandLine, abort.signal);
    // At this moment, the process has been requested, and the host has not answered.
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new Error('enough'));
    await expect(launching).rejects.toThrow('enough');
    const pid = (): string => (existsSync(pidFile) ? readFileSync(pidFile, 'utf8') : '');
    await expect.poll(pid, { timeout: 10_000 }).toMatch(/^\d+\n$/);
    await expect.poll(() => isRunning(Number(pid())), { timeout: 10_000 }).toBe(false);
  });
});

describe('a process that has ended', () => {
  it('leaves nothing in memory', async () => {
    const gc = exposedGc();
    const streams: WeakRef<object>[] = [];
    const runOne = async (): Promise<void> => {
      const started = await launch(launcher, 'pi1', 'echo up');
      for (const stream of [started.stdin, started.stdout, started.stderr]) streams.push(new WeakRef(stream));
      await outcome(started);
    };
    for (let i = 0; i < 20; i += 1) await runOne();
    const kept = (): number => {
      gc();
      return streams.filter((stream) => stream.deref() !== undefined).length;
    };
    await expect.poll(kept, { timeout: 10_000 }).toBe(0);
  });
});

function exposedGc(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}

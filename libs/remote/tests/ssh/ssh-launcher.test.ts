import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  closing,
  hostConfig,
  isRunning,
  makeKey,
  publicKey,
  type Sshd,
  startSshd,
  temporaryFolder,
} from '@task-distributor/testing';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import type { Launcher } from '../../src/launcher.ts';
import { quoteCommand } from '../../src/quote-argument.ts';
import { launch, outcome, readLine, run } from './read-all.ts';
import { startSignallingServer } from './start-signalling-server.ts';

const folder = temporaryFolder();
const configFile = join(folder, 'config');
let sshd: Sshd;
let launcher: Launcher;

beforeAll(async () => {
  const key = makeKey(join(folder, 'id'));
  sshd = await startSshd({ folder, name: 'pi1', authorizedKeys: publicKey(key) });
  writeFileSync(join(folder, 'known_hosts'), `[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`);
  const common = ['IdentityAgent none', `IdentityFile ${key}`, `UserKnownHostsFile ${folder}/known_hosts`];
  writeFileSync(
    configFile,
    hostConfig(sshd, [...common, 'ServerAliveInterval 1']) + hostConfig({ ...sshd, name: 'other' }, common),
  );
  launcher = createSshLauncher({ sshConfigFile: configFile });
});

afterAll(async () => {
  await launcher.close();
  await sshd.stop();
});

describe('a command on a host', () => {
  it('gets stdin, and gives stdout, stderr and exit code', async () => {
    const result = await run(launcher, 'pi1', 'tr a-z A-Z; echo sorry >&2; exit 7', 'hello');
    expect(result).toEqual({ end: { exitCode: 7 }, stdout: 'HELLO', stderr: 'sorry\n' });
  });

  it('ends at once, however short it is', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => run(launcher, 'pi1', 'exit 3')));
    for (const { end } of results) expect(end).toEqual({ exitCode: 3 });
  });

  it('is said to be killed by a signal', async () => {
    const { end } = await run(launcher, 'pi1', 'kill -9 $$');
    expect(end).toEqual({ exitCode: null, reason: 'killed by SIGKILL' });
  });

  it('may write megabytes to both, read one after the other', async () => {
    const worker = await launch(launcher, 'pi1', 'head -c 9000000 /dev/zero; head -c 9000000 /dev/zero >&2');
    const { end, stdout, stderr } = await outcome(worker);
    expect([end, stdout.length, stderr.length]).toEqual([{ exitCode: 0 }, 9_000_000, 9_000_000]);
  });

  it('has ended although something that it left holds its output', async () => {
    const started = Date.now();
    const { end, stdout } = await run(launcher, 'pi1', 'sleep 60 & echo $!; exit 4');
    expect(end).toEqual({ exitCode: 4 });
    expect(Date.now() - started).toBeLessThan(20_000);
    process.kill(Number(stdout), 'SIGKILL');
  });

  it('gets its arguments as they were', async () => {
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
  it('are shared by workers that start at the same time', async () => {
    const own = closing(createSshLauncher({ sshConfigFile: configFile }));
    const before = sshd.log().split('Accepted publickey').length;
    const workers = await Promise.all([1, 2, 3].map((n) => launch(own, 'pi1', `echo ${n}; cat`)));
    expect(await Promise.all(workers.map(({ stdout }) => readLine(stdout)))).toEqual(['1', '2', '3']);
    for (const { stdin } of workers) stdin.end();
    await Promise.all(workers.map(({ ended }) => ended));
    expect(sshd.log().split('Accepted publickey').length - before).toBe(1);
  });

  it('are made anew after one was lost', async () => {
    const own = closing(createSshLauncher({ sshConfigFile: configFile }));
    const worker = await launch(own, 'pi1', 'echo $PPID; exec cat');
    process.kill(Number(await readLine(worker.stdout)), 'SIGKILL');
    expect(await worker.ended).toEqual({
      exitCode: null,
      reason: expect.stringContaining('connection lost'),
    });
    expect((await run(own, 'pi1', 'echo again')).stdout).toBe('again\n');
  });

  it('that hang are noticed, and what runs on them has failed', async () => {
    const own = closing(createSshLauncher({ sshConfigFile: configFile }));
    const worker = await launch(own, 'pi1', 'echo $PPID; exec cat');
    const session = Number(await readLine(worker.stdout));
    process.kill(session, 'SIGSTOP');
    const end = await worker.ended;
    process.kill(session, 'SIGKILL');
    expect(end).toEqual({ exitCode: null, reason: 'connection lost: the host does not answer' });
  });

  it('that hang while a worker is to start end with an error', async () => {
    const own = closing(createSshLauncher({ sshConfigFile: configFile, connectTimeoutSeconds: 1 }));
    const worker = await launch(own, 'other', 'echo $PPID; exec cat');
    const session = Number(await readLine(worker.stdout));
    process.kill(session, 'SIGSTOP');
    const second = launch(own, 'other', 'true');
    await expect(second).rejects.toThrow(
      'other: opening a channel: no answer within 1 s; try: ssh other true',
    );
    process.kill(session, 'SIGKILL');
    await worker.ended;
  });

  it('end with the launcher, and so do the workers on them', async () => {
    const own = createSshLauncher({ sshConfigFile: configFile });
    const worker = await launch(own, 'pi1', 'echo $$; exec cat');
    const pid = Number(await readLine(worker.stdout));
    await own.close();
    expect(await worker.ended).toMatchObject({ exitCode: null });
    await expect.poll(() => isRunning(pid)).toBe(false);
    await expect(launch(own, 'pi1', 'true')).rejects.toThrow('The launcher was closed');
  });
});

describe('stop', () => {
  // sshd passes no signals on for a user who is root, as the one of the tests often is.
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
    const worker = await launch(own, 'signalling', 'whatever');
    worker.stop('SIGTERM');
    worker.stop('SIGKILL');
    expect(await worker.ended).toEqual({ exitCode: null, reason: 'killed by SIGKILL' });
    expect(server.signals).toEqual(['TERM', 'KILL']);
  });

  it('ends stdin, for one that minds no SIGTERM', async () => {
    const worker = await launch(launcher, 'pi1', 'trap "" TERM; echo up; cat; exit 5');
    await readLine(worker.stdout);
    worker.stop('SIGTERM');
    expect(await worker.ended).toEqual({ exitCode: 5 });
  });

  it('gives up one that minds neither', async () => {
    const worker = await launch(launcher, 'pi1', 'trap "" TERM; echo $$; exec sleep 60');
    const pid = Number(await readLine(worker.stdout));
    worker.stop('SIGKILL');
    const { exitCode } = await worker.ended;
    // By the signal where sshd passes it on, else because the channel is closed.
    expect(exitCode).toBeNull();
    if (isRunning(pid)) process.kill(pid, 'SIGKILL');
  });

  it('leaves stdin harmless', async () => {
    const worker = await launch(launcher, 'pi1', 'exec cat');
    worker.stop('SIGTERM');
    await worker.ended;
    worker.stdin.write('.');
    worker.stdin.end('.');
    worker.stop('SIGKILL');
  });
});

describe('an abort', () => {
  it('ends the wait for a launch', async () => {
    const abort = new AbortController();
    const launching = launcher.start({ user: null, name: 'pi1', port: null }, 'true', abort.signal);
    abort.abort(new Error('enough'));
    await expect(launching).rejects.toThrow('enough');
  });
});

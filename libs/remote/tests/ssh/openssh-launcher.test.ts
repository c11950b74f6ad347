import { readdirSync } from 'node:fs';
import { execaSync } from 'execa';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Launcher } from '../../src/launcher.ts';
import { createOpensshLauncher } from '../../src/ssh/openssh-launcher.ts';
import type { SshLauncherOptions } from '../../src/ssh/ssh-launcher-options.ts';
import { listen } from './listen.ts';
import { launch, outcome, run } from './run-on-host.ts';
import { closing, isRunning, type Sshd, readLine, temporaryFolder } from '@task-distributor/testing';
import { useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi1']);
const { folder } = sshds;
let sshd: Sshd;
let options: SshLauncherOptions;
let launcher: Launcher;

beforeAll(() => {
  sshd = sshds.get();
  const hostsWith = (name: string): string[] => [`UserKnownHostsFile ${folder}/${name}_hosts`];
  sshds.configure({
    pi1: [],
    new: hostsWith('new'),
  });
  options = { sshConfigFile: sshds.configFile, timing: { killGraceSeconds: 0.5 } };
  launcher = createOpensshLauncher(options);
});

afterEach(() => vi.unstubAllEnvs());

afterAll(() => launcher.close());

describe('a command on a host', () => {
  it('reads stdin, and returns stdout, stderr and exit code', async () => {
    const result = await run(launcher, 'pi1', 'tr a-z A-Z; echo sorry >&2; exit 7', 'hello');
    expect(result).toEqual({ end: { exitCode: 7 }, stdout: 'HELLO', stderr: 'sorry\n' });
  });

  it('may write megabytes to both', async () => {
    const started = await launch(launcher, 'pi1', 'head -c 9000000 /dev/zero; head -c 9000000 /dev/zero >&2');
    const { end, stdout, stderr } = await outcome(started);
    expect([end, stdout.length, stderr.length]).toEqual([{ exitCode: 0 }, 9_000_000, 9_000_000]);
  });

  it('ends with its lifeline when it is stopped', async () => {
    const started = await launch(launcher, 'pi1', 'echo up; cat; exit 5');
    await readLine(started.stdout);
    started.stop('SIGTERM');
    expect(await started.ended).toEqual({ exitCode: 5 });
  });
});

describe('connections', () => {
  it('are shared, end with the launcher, and leave no file', async () => {
    const before = sshd.log().split('Accepted publickey').length;
    const place = temporaryFolder();
    vi.stubEnv('TMPDIR', place);
    const own = createOpensshLauncher(options);
    const processes = await Promise.all(
      [1, 2, 3].map((n) => launch(own, 'pi1', `echo ${n}; echo $$ >&2; cat`)),
    );
    expect(await Promise.all(processes.map(({ stdout }) => readLine(stdout)))).toEqual(['1', '2', '3']);
    const pids = await Promise.all(processes.map(async ({ stderr }) => Number(await readLine(stderr))));
    expect(sshd.log().split('Accepted publickey').length - before).toBe(1);
    expect(readdirSync(place)).toEqual([expect.stringMatching(/^td-ssh-/)]);
    await own.close();
    const ends = await Promise.all(processes.map(({ ended }) => ended));
    expect(ends).toEqual([{ exitCode: 0 }, { exitCode: 0 }, { exitCode: 0 }]);
    await expect.poll(() => pids.filter(isRunning)).toEqual([]);
    expect(readdirSync(place)).toEqual([]);
    expect(execaSync('ps', ['-eo', 'args']).stdout).not.toContain(place);
  });

  it('that are lost end their processes, and are made again', async () => {
    const own = closing(createOpensshLauncher(options));
    const started = await launch(own, 'pi1', 'echo $PPID; exec cat');
    process.kill(Number(await readLine(started.stdout)), 'SIGKILL');
    const { end } = await outcome(started);
    expect(end).toEqual({ exitCode: null, reason: 'connection lost: ssh exited 255' });
    expect((await run(own, 'pi1', 'echo again')).stdout).toBe('again\n');
  });

  it('are not waited for once the launcher is closed', async () => {
    const port = await listen((socket) => socket.resume());
    const own = createOpensshLauncher(options);
    const launching = launch(own, `pi1:${port}`, 'true');
    const refused = expect(launching).rejects.toThrow('The launcher was closed');
    const sshs = (): string[] => execaSync('ps', ['-eo', 'args']).stdout.split('\n').filter(isFor(port));
    await expect.poll(sshs).toHaveLength(1);
    await own.close();
    await refused;
    expect(sshs()).toEqual([]);
  });

  it('accept a new host key with acceptNew', async () => {
    const own = closing(createOpensshLauncher({ ...options, acceptNew: true }));
    expect((await run(own, 'new', 'echo in')).stdout).toBe('in\n');
  });
});

function isFor(port: number): (args: string) => boolean {
  return (args) => /^ssh /.test(args) && args.includes(` -p ${port} `);
}

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  findProcesses,
  freezeChildren,
  hostConfig,
  loneWorker,
  makeKey,
  pathWithSsh,
  processesWith,
  publicKey,
  runCommand,
  smallScene,
  type Sshd,
  startCommand,
  startSshd,
  temporaryJob,
} from '@task-distributor/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';

const { folder } = temporaryJob();
const identity = makeKey(join(folder, 'id'));
const temporary = join(folder, 'tmp');
const pipe = join(folder, 'pipe');
const acceptNew = 'StrictHostKeyChecking accept-new';
const worker = loneWorker();
let sshd: Sshd;
let job: string;
let scene: string;
let env: { PATH: string; TMPDIR: string };

beforeAll(async () => {
  sshd = await startSshd({ folder, name: 'pi1', authorizedKeys: publicKey(identity) });
  mkdirSync(temporary);
  env = { PATH: pathWithSsh(folder), TMPDIR: temporary };
  writeFileSync(join(folder, 'known'), `[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`);
  const user = [`IdentityAgent none`, `IdentityFile ${identity}`, `UserKnownHostsFile ${folder}/known`];
  execFileSync('mkfifo', [pipe]);
  const hosts = [
    hostConfig(sshd, user),
    hostConfig({ ...sshd, name: 'keyless' }, [user[0]!, `IdentityFile ${pipe}`, user[2]!]),
    hostConfig({ ...sshd, name: 'unknown' }, [...user.slice(0, 2), `UserKnownHostsFile ${pipe}`, acceptNew]),
  ];
  writeFileSync(join(folder, 'config'), hosts.join(''));
  scene = await smallScene(folder);
});

afterAll(() => sshd.stop());

beforeEach(() => {
  job = temporaryJob().job;
});

const words = (...more: string[]): string[] =>
  `-x 40 -y 30 -p ${job} --scene ${scene} -o ${job}/out.png`.split(' ').concat(more);

/** Starts a job whose worker hears nothing, and waits until it runs. */
async function startDeafWorker(via: string) {
  const [up, seconds] = [join(job, 'up'), `7${Math.floor(Math.random() * 1e6)}`];
  const deaf = `sh -c "touch ${up}; sleep ${seconds}" x`;
  const run = startCommand('td-master', words('--hosts', 'pi1', '--via', via, '--worker', deaf), {
    env,
    forceKillAfterDelay: false,
  });
  onTestFinished(async () => {
    for (const { pid } of await findProcesses(seconds)) process.kill(pid, 'SIGKILL');
  });
  await expect.poll(() => existsSync(up), { timeout: 20_000 }).toBe(true);
  // Not the run itself: it is a promise.
  return { run };
}

async function expectNothingLeft(): Promise<void> {
  const sshs = async () => (await processesWith(folder)).filter((command) => /^ssh\b/.test(command));
  await expect.poll(sshs).toEqual([]);
  expect(readdirSync(temporary)).toEqual([]);
  expect(readdirSync(job)).not.toContain('lockfile');
}

describe.each(['auto', 'openssh'])('--via %s', (via) => {
  test('Ctrl-C when a host has frozen', async () => {
    const { run } = await startDeafWorker(via);
    freezeChildren(sshd.pid);
    run.kill('SIGINT');
    const { exitCode, signal, stderr } = await run;
    expect({ exitCode, signal }).toEqual({ exitCode: 130 });
    expect(stderr).toBe('td-master: interrupted; run the same command with --resume to continue\n');
    await expectNothingLeft();
  });

  test('SIGTERM when a worker does not hear that it is to stop', async () => {
    const { run } = await startDeafWorker(via);
    run.kill('SIGTERM');
    const { exitCode, signal, stderr } = await run;
    expect({ exitCode, signal }).toEqual({ exitCode: 143 });
    expect(stderr).toBe('td-master: terminated; run the same command with --resume to continue\n');
    await expectNothingLeft();
  });

  test.each(['keyless', 'unknown'])(
    'a pipe that a host needs is not waited for at the end: %s',
    async (host) => {
      const more = ['--hosts', `${host},pi1`, '-n', '2', '--timeout', '5', '--via', via, '--worker', worker];
      const run = await runCommand('td-master', words(...more), { env, timeout: 40_000 });
      expect(run.exitCode).toBe(0);
      expect(readdirSync(job)).toContain('out.png');
    },
  );
});

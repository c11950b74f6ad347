import { appendFileSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import {
  commandPath,
  freePort,
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
import { execaSync } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';

const { folder } = temporaryJob();
const worker = loneWorker();
const identity = makeKey(join(folder, 'id'));
let good: Sshd;
let idle: Sshd;
let job: string;
let scene: string;
let env: { PATH: string; TMPDIR: string };

beforeAll(async () => {
  const authorizedKeys = publicKey(identity);
  good = await startSshd({ folder, name: 'good', authorizedKeys });
  idle = await startSshd({ folder, name: 'idle', authorizedKeys, config: 'ForceCommand /bin/true' });
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  env = { PATH: pathWithSsh(folder), TMPDIR: temporary };
  scene = await smallScene(folder);
});

afterAll(() => Promise.all([good.stop(), idle.stop()]));

beforeEach(() => {
  job = temporaryJob().job;
  configure();
});

/** Writes ssh_config: pi1 is a good host, pi2 one whose commands do nothing, pi3 one that never answers. */
function configure(more: { pi1?: string[]; mute?: number; first?: string[] } = {}): void {
  const user = [`IdentityAgent none`, `IdentityFile ${identity}`, `UserKnownHostsFile ${folder}/known`];
  writeFileSync(
    join(folder, 'known'),
    [good, idle].map(({ port, hostKey }) => `[127.0.0.1]:${port} ${hostKey}\n`).join(''),
  );
  const hosts = [
    ...(more.first ?? []).map((line) => `${line}\n`),
    hostConfig({ name: 'pi1', port: good.port }, [...(more.pi1 ?? []), ...user]),
    hostConfig({ name: 'pi2', port: idle.port }, user),
    hostConfig({ name: 'pi3', port: more.mute ?? 1 }, user),
  ];
  writeFileSync(join(folder, 'config'), hosts.join(''));
}

const words = (...more: string[]): string[] =>
  `-x 40 -y 30 -p ${job} --scene ${scene} -o ${job}/out.png --joblog ${job}/log`
    .split(' ')
    .concat('--worker', worker, ...more);

/** The processes that run when none of ours does. */
const sshdsOnly = (): string[] => [good, idle].map(() => expect.stringContaining('sshd') as string);

const logged = (): Record<string, unknown>[] =>
  readFileSync(join(job, 'log'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ type }) => type === undefined);

test('the joblog has the way of each attempt, and why it is the system ssh', async () => {
  configure({ pi1: ['SetEnv TD_TEST=1'] });
  const run = await runCommand('td-master', words('--hosts', 'pi1'), { env });
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(logged()).toMatchObject([{ host: 'pi1', via: 'openssh', why: 'ssh_config sets SetEnv TD_TEST=1' }]);
});

test('a host whose commands exit 0 and do nothing does not lose the band', async () => {
  const run = await runCommand('td-master', words('--hosts', 'pi1,pi2', '-n', '2'), { env });
  expect(run.exitCode).toBe(0);
  expect(logged().filter(({ host, reason }) => host === 'pi2' && reason === null)).toEqual([]);
  expect(run.stderr).toMatch(
    /pi2 rows 16-30: attempt 1 of 3 failed: pi2: starting the command: the host ran another command instead/,
  );
});

test.each(['auto', 'ssh', 'openssh'])(
  '--deadline holds with a mute host, and names it: --via %s',
  async (via) => {
    const port = await freePort();
    const server = createServer((socket) => void socket.resume().on('error', () => undefined));
    server.listen(port, '127.0.0.1');
    onTestFinished(() => void server.close());
    configure({ mute: port });
    const before = performance.now();
    const run = await runCommand('td-master', words('--hosts', 'pi3', '--deadline', '2', '--via', via), {
      env,
    });
    expect(performance.now() - before).toBeLessThan(8_000);
    expect(run.exitCode).toBe(124);
    expect(run.stderr).toMatch(
      /^td-master: pi3 rows 1-30: timed out after 2 s\ntd-master: 1 of 1 band failed: /,
    );
    expect(await processesWith(folder)).toEqual(sshdsOnly());
    expect(readdirSync(env.TMPDIR)).toEqual([]);
    expect(readdirSync(job)).not.toContain('lockfile');
  },
);

test.each(['auto', 'ssh', 'openssh'])('Ctrl-C while a Match exec runs: --via %s', async (via) => {
  configure({ first: ['Match exec "sleep 71828"', '  Compression yes'] });
  const run = startCommand('td-master', words('--hosts', 'pi1', '--via', via), { env });
  await expect.poll(() => processesWith('71828'), { timeout: 10_000 }).not.toEqual([]);
  run.kill('SIGINT');
  const { exitCode, stderr } = await run;
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/^td-master: /);
  await expect.poll(() => processesWith('71828')).toEqual([]);
  expect(readdirSync(env.TMPDIR)).toEqual([]);
  expect(readdirSync(job)).not.toContain('lockfile');
});

test.each(['auto', 'ssh', 'openssh'])('Ctrl-C while a host is mute: --via %s', async (via) => {
  const port = await freePort();
  let isConnected = false;
  const server = createServer((socket) => {
    isConnected = true;
    socket.resume().on('error', () => undefined);
  });
  server.listen(port, '127.0.0.1');
  onTestFinished(() => void server.close());
  configure({ mute: port });
  const run = startCommand('td-master', words('--hosts', 'pi3', '--via', via), { env });
  await expect.poll(() => isConnected, { timeout: 10_000 }).toBe(true);
  run.kill('SIGINT');
  const { exitCode, stderr } = await run;
  expect(exitCode).toBe(130);
  expect(stderr).toMatch(/^td-master: /);
  await expect.poll(() => processesWith(folder)).toEqual(sshdsOnly());
  expect(readdirSync(env.TMPDIR)).toEqual([]);
  expect(readdirSync(job)).not.toContain('lockfile');
});

test.each(['auto', 'ssh', 'openssh'])('--deadline holds while a Match exec runs: --via %s', async (via) => {
  configure({ first: ['Match exec "sleep 71829"', '  Compression yes'] });
  const run = await runCommand('td-master', words('--hosts', 'pi1', '--deadline', '2', '--via', via), {
    env,
  });
  expect(run.exitCode).toBe(124);
  expect(run.stderr).toMatch(/^td-master: pi1 rows 1-30: timed out after 2 s\n/);
  await expect.poll(() => processesWith('71829')).toEqual([]);
});

describe('an agent', () => {
  const withAgent = (path: string, key: string) => {
    configure({ pi1: [`IdentityAgent ${path}`, `IdentityFile ${key}`, 'IdentitiesOnly yes'] });
    return runCommand('td-master', words('--hosts', 'pi1'), { env, timeout: 30_000 });
  };

  test('that has the only private key is used, and nothing waits for it afterwards', async () => {
    const socket = join(folder, 'agent');
    const { stdout } = execaSync('ssh-agent', ['-s', '-a', socket]);
    onTestFinished(() => void process.kill(Number(/SSH_AGENT_PID=(\d+)/.exec(stdout)![1]), 'SIGTERM'));
    execaSync('ssh-add', ['-q', identity], { env: { SSH_AUTH_SOCK: socket } });
    const onlyPublic = join(folder, 'only.pub');
    copyFileSync(`${identity}.pub`, onlyPublic);
    expect(await withAgent(socket, onlyPublic)).toMatchObject({ exitCode: 0, stderr: '' });
    expect(logged()).toMatchObject([{ via: 'ssh', why: null }]);
  });

  test.each(['nobody', 'mute', 'unsigning'])(
    'that does not answer keeps nobody waiting: %s',
    async (kind) => {
      const socket = join(folder, kind);
      const server = createServer((connection) => {
        connection.on('error', () => undefined);
        connection.on('data', (request) => {
          if (kind === 'unsigning' && request[4] === listKeys) connection.write(listed(identity));
        });
      });
      if (kind !== 'nobody') server.listen(socket);
      onTestFinished(() => void server.close());
      expect(await withAgent(socket, identity)).toMatchObject({ exitCode: 0, stderr: '' });
      expect(logged()).toMatchObject([{ via: 'ssh', why: null }]);
    },
  );
});

/** SSH_AGENTC_REQUEST_IDENTITIES. */
const listKeys = 11;

/** An agent's answer to it, with one key. */
function listed(key: string): Buffer {
  const blob = Buffer.from(publicKey(key).split(' ')[1]!, 'base64');
  const answer = Buffer.concat([Buffer.from([12]), uint32(1), uint32(blob.length), blob, uint32(0)]);
  return Buffer.concat([uint32(answer.length), answer]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

test.each(['auto', 'openssh'])(
  'a host has more slots than its sshd takes sessions: --via %s',
  async (via) => {
    const few = await startSshd({
      folder,
      name: 'few',
      authorizedKeys: publicKey(identity),
      config: 'MaxSessions 2',
    });
    onTestFinished(() => few.stop());
    configure();
    appendFileSync(join(folder, 'known'), `[127.0.0.1]:${few.port} ${few.hostKey}\n`);
    const input = [1, 6, 11, 16, 21, 26].map((row) => `${row}\t${row + 4}\t-\t-\t-\n`).join('');
    const hosts = ['--hosts', `6/pi1:${few.port}`, '--via', via, '--worker', worker];
    const args = `-x 40 -y 30 -p ${job} --scene ${scene} --joblog ${job}/log`.split(' ');
    const run = await runCommand('td-dispatch', [...args, ...hosts], { env, input });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(logged().map(({ attempt, reason }) => [attempt, reason])).toEqual(Array(6).fill([1, null]));
  },
);

test('under ulimit -v, ssh2 is not loaded, and prints nothing', async () => {
  const run = await runLimited(words('--hosts', 'pi1'));
  expect(run).toMatchObject({ exitCode: 0, stderr: '' });
  expect(logged()).toMatchObject([{ via: 'openssh', why: 'ulimit -v is too low for ssh2' }]);
});

async function runLimited(args: string[]) {
  const { execa } = await import('execa');
  const command = [process.execPath, commandPath('td-master'), ...args];
  return execa('sh', ['-c', 'ulimit -v 4194304; exec "$@"', 'sh', ...command], { env, reject: false });
}

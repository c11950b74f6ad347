import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import {
  bundleFixtures,
  closing,
  findProcesses,
  fixturePath,
  freePort,
  makeKey,
  publicKey,
  readLine,
  startSshd,
} from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseHostAddress } from '../../src/host-address.ts';
import type { HostProcess, Launcher } from '../../src/launcher.ts';
import { attemptProcess } from '../../src/process/attempt-process.ts';
import { createEitherSshLauncher } from '../../src/ssh/either-ssh-launcher.ts';
import { createOpensshLauncher } from '../../src/ssh/openssh-launcher.ts';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import type { SshLauncherOptions } from '../../src/ssh/ssh-launcher-options.ts';
import type { sshMessages } from '../../src/ssh/ssh-messages.ts';
import { hardwareKey } from './hardware-key.ts';
import { listen } from './listen.ts';
import { launch, outcome } from './run-on-host.ts';
import { startMuteAgent, startUnsigningAgent } from './silent-agents.ts';
import { startSignallingServer } from './start-signalling-server.ts';
import { userLines, useSshds } from './use-sshds.ts';

bundleFixtures();
const sshds = useSshds(['pi1', 'gate']);
const { folder } = sshds;
const { username } = userInfo();
const creators = { ssh2: createSshLauncher, openssh: createOpensshLauncher, either: createEitherSshLauncher };
let stranger: string;
let otherKey: string;

beforeAll(() => {
  stranger = makeKey(join(folder, 'stranger'));
  otherKey = publicKey(makeKey(join(folder, 'other')));
});

type Way = keyof typeof creators;

interface Setting {
  /** Of pi1 in ssh_config. */
  readonly lines?: readonly string[];
  /** Of gate. */
  readonly gate?: readonly string[];
  readonly host?: string;
  readonly options?: SshLauncherOptions;
}

function launcherWith(way: Way, { lines = [], gate = [], options = {} }: Setting = {}): Launcher {
  sshds.configure({ pi1: lines, gate });
  return closing(creators[way]({ sshConfigFile: sshds.configFile, ...options }));
}

/** What is said about a process that cannot be started. */
async function refusal(way: Way, setting: Setting = {}): Promise<string> {
  return whyNot(launcherWith(way, setting), setting.host);
}

async function whyNot(launcher: Launcher, host = 'pi1'): Promise<string> {
  const started = await launch(launcher, host, 'true').catch((error: Error) => error);
  return started instanceof Error ? started.message : 'started';
}

/** Why a process has ended, or its exit code. */
async function endOf(
  launcher: Launcher,
  commandLine: string,
  act: (started: HostProcess) => unknown = () => undefined,
): Promise<string> {
  const started = await launch(launcher, 'pi1', commandLine);
  await act(started);
  const { end } = await outcome(started);
  return end.exitCode === null ? end.reason : String(end.exitCode);
}

/** Kills the sshd of a command that has written its number. */
async function killSession({ stdout }: HostProcess): Promise<void> {
  process.kill(Number(await readLine(stdout)), 'SIGKILL');
}

let started = 0;

/** One more sshd that pi1's user may use. @returns its port */
async function sshdWith(config: string, forced?: string): Promise<number> {
  started += 1;
  const restriction = forced === undefined ? '' : `command="${forced}" `;
  const authorizedKeys = `${restriction}${publicKey(sshds.identity)}`;
  const sshd = await startSshd({ folder, name: `s${started}`, authorizedKeys, config });
  onTestFinished(() => sshd.stop());
  appendFileSync(sshds.knownHosts, `[127.0.0.1]:${sshd.port} ${sshd.hostKey}\n`);
  return sshd.port;
}

async function refusalBy(way: Way, config: string, forced?: string): Promise<string> {
  return refusal(way, {
    host: `pi1:${await sshdWith(config, forced)}`,
    options: { timing: { shellSeconds: 1 } },
  });
}

async function refusedKeys(way: Way, ...lines: string[]): Promise<string> {
  sshds.configure({ pi1: lines }, [`UserKnownHostsFile ${sshds.knownHosts}`]);
  const options = {
    sshConfigFile: sshds.configFile,
    timing: { agentSeconds: 0.3 },
    connectTimeoutSeconds: 5,
  };
  return whyNot(closing(creators[way](options)));
}

const noAgent = 'IdentityAgent none';

/** Runs it while this machine has only these programs. */
async function withPrograms(programs: Record<string, string>, run: () => Promise<string>): Promise<string> {
  const before = process.env['PATH'];
  const bin = join(folder, `bin-${performance.now()}`);
  mkdirSync(bin);
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  process.env['PATH'] = bin;
  try {
    return await run();
  } finally {
    process.env['PATH'] = before;
  }
}

/** A known_hosts file of pi1 with that line. */
function knownAs(line: string): string[] {
  const file = join(folder, `known-${performance.now()}`);
  writeFileSync(file, `${line}\n`);
  return [`UserKnownHostsFile ${file}`, 'GlobalKnownHostsFile none'];
}

const pi1 = (): string => `[127.0.0.1]:${sshds.get().port}`;

const circle = (way: Way) => refusal(way, { lines: ['ProxyJump gate'], gate: ['ProxyJump pi1'] });
const proxyCommand = () => refusal('ssh2', { lines: ['ProxyCommand nc %h %p'] });
const unknownHop = (way: Way) => refusal(way, { lines: ['ProxyJump gate'], gate: knownAs('') });
const refusedBehind = async (way: Way) =>
  refusal(way, { lines: ['ProxyJump gate'], host: `pi1:${await freePort()}` });
const forbiddenBehind = async (way: Way) =>
  refusal(way, { lines: [`ProxyJump gate:${await sshdWith('AllowTcpForwarding no')}`] });
const refusedPort = async (way: Way) => refusal(way, { host: `pi1:${await freePort()}` });
const revoked = (way: Way) => refusal(way, { lines: knownAs(`@revoked ${pi1()} ${sshds.get().hostKey}`) });
const marked = () => refusal('ssh2', { lines: knownAs(`@revoked ${pi1()} ${otherKey}`) });
const changed = (way: Way) => refusal(way, { lines: knownAs(`${pi1()} ${otherKey}`) });
const unknown = (way: Way) => refusal(way, { lines: knownAs('') });
const strangerOnly = () => refusedKeys('ssh2', noAgent, `IdentityFile ${stranger}`);
const wantingPassword = (way: Way) =>
  refusalBy(way, 'Match all\nPubkeyAuthentication no\nPasswordAuthentication yes\nPermitRootLogin yes');
const tooManyKeys = (way: Way) => {
  const keys = Array.from({ length: 7 }, (_, i) => makeKey(join(folder, `many-${i}`)));
  return refusedKeys(way, noAgent, ...keys.map((key) => `IdentityFile ${key}`));
};
const noSessions = (way: Way) => refusalBy(way, 'MaxSessions 0');
const stuck = (way: Way) => refusalBy(way, '', 'exec sleep 77');
const lost = (way: Way) => endOf(launcherWith(way), 'echo $PPID; exec cat', killSession);

/** As ssh is where Debian's patch does not name the command that removes a key. */
const sshWithoutHint = `
case $1 in -G) exec /usr/bin/ssh "$@" ;; esac
/usr/bin/ssh "$@" 2>&1 | /usr/bin/grep -v ssh-keygen >&2
exit 255`;

/** Why a host is not reached with ssh2. */
async function reasonForOpenssh(setting: Setting, common = userLines(sshds)): Promise<string> {
  sshds.configure({ pi1: setting.lines ?? [] }, common);
  const launcher = closing(createEitherSshLauncher({ sshConfigFile: sshds.configFile }));
  await whyNot(launcher);
  return launcher.wayTo(parseHostAddress('pi1')).reason ?? 'ssh2';
}

/** What the user is told although nothing fails. */
async function noticeOf(lines: readonly string[]): Promise<string> {
  const notices: string[] = [];
  const options = { acceptNew: true, notify: (line: string) => void notices.push(line) };
  await endOf(launcherWith('ssh2', { lines, options }), 'true');
  return notices.join('\n');
}

async function muteHost(way: Way): Promise<string> {
  const port = await listen((socket) => socket.resume());
  return refusal(way, { host: `pi1:${port}`, options: { connectTimeoutSeconds: 1 } });
}

/** A stopped process, with as many connections as the system accepts for it: it answers no further one. */
async function fullHost(way: Way): Promise<string> {
  const script =
    "const s=require('net').createServer().listen({port:0,host:'127.0.0.1',backlog:1},()=>process.stdout.write(s.address().port+'\\n'))";
  const server = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  onTestFinished(() => void server.kill('SIGKILL'));
  const port = Number(await readLine(server.stdout));
  server.kill('SIGSTOP');
  for (let i = 0; i < 6; i += 1) {
    const socket = connect(port, '127.0.0.1').on('error', () => undefined);
    onTestFinished(() => void socket.destroy());
  }
  return refusal(way, { host: `pi1:${port}`, options: { connectTimeoutSeconds: 1 } });
}

async function crowdedHost(way: Way): Promise<string> {
  const port = await sshdWith('PerSourceMaxStartups 1\nLoginGraceTime 60');
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  onTestFinished(() => void socket.destroy());
  await readLine(socket);
  return refusal(way, { host: `pi1:${port}` });
}

async function webServer(way: Way): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise((resolve) => server.once('listening', resolve));
  return refusal(way, { host: `pi1:${(server.address() as AddressInfo).port}` });
}

async function impatientHost(): Promise<string> {
  const port = await sshdWith('LoginGraceTime 1');
  const agent = await startUnsigningAgent(folder, sshds.identity);
  sshds.configure(
    { pi1: [`IdentityAgent ${agent.path}`, 'IdentityFile none', `UserKnownHostsFile ${sshds.knownHosts}`] },
    [],
  );
  const launcher = closing(createSshLauncher({ sshConfigFile: sshds.configFile }));
  return whyNot(launcher, `pi1:${port}`);
}

async function silentHost(): Promise<string> {
  const launcher = launcherWith('ssh2', { options: { timing: { keepaliveSeconds: 0.2 } } });
  const process_ = await launch(launcher, 'pi1', 'echo $PPID; exec cat');
  const session = Number(await readLine(process_.stdout));
  process.kill(session, 'SIGSTOP');
  const end = await process_.ended;
  process.kill(session, 'SIGKILL');
  return end.exitCode === null ? end.reason : '';
}

/** A process is to be started over a connection that hangs meanwhile. */
async function hangingSession(): Promise<string> {
  const launcher = launcherWith('ssh2', { options: { connectTimeoutSeconds: 1 } });
  const first = await launch(launcher, 'pi1', 'echo $PPID; exec cat');
  const session = Number(await readLine(first.stdout));
  process.kill(session, 'SIGSTOP');
  const message = await whyNot(launcher);
  process.kill(session, 'SIGKILL');
  await first.ended;
  return message;
}

/** A server that ends a command only on SIGKILL. */
async function signalled(reportsStatus: boolean, signal: 'SIGTERM' | 'SIGKILL'): Promise<string> {
  const server = await startSignallingServer(makeKey(join(folder, 'signalling')), { reportsStatus });
  onTestFinished(() => server.close());
  const options = { acceptNew: true, timing: { termGraceSeconds: 0.3 } };
  const launcher = launcherWith('ssh2', { options });
  const process_ = await launch(launcher, `pi1:${server.port}`, 'whatever');
  process_.stop(signal);
  const end = await process_.ended;
  return end.exitCode === null ? end.reason : '';
}

/** As on login nodes. */
async function lowLimit(): Promise<string> {
  const command = [process.execPath, fixturePath('print-why-no-ssh2')];
  const { stdout } = await execa('sh', ['-c', 'ulimit -v 4194304; exec "$@"', 'sh', ...command]);
  return stdout;
}

async function withoutSsh(): Promise<string> {
  const launcher = launcherWith('openssh');
  await endOf(launcher, 'echo $PPID; exec cat', killSession);
  return withPrograms({}, () => whyNot(launcher));
}

async function killedSsh(): Promise<string> {
  return endOf(launcherWith('openssh'), 'echo up; : td-kill-me; cat', async ({ stdout }) => {
    await readLine(stdout);
    const found = await findProcesses('td-kill-me');
    process.kill(found.find(({ command }) => command.startsWith('ssh '))!.pid, 'SIGKILL');
  });
}

interface Happening {
  readonly by: readonly Way[];
  readonly happen: (way: Way) => Promise<string>;
  readonly says: string | RegExp;
}

const both = ['ssh2', 'openssh'] as const;
const ssh2Only = ['ssh2'] as const;
const opensshOnly = ['openssh'] as const;

const happenings: Record<keyof typeof sshMessages, Happening> = {
  noAnswerFromOpenssh: {
    by: ssh2Only,
    happen: async (way) => {
      writeFileSync(sshds.configFile, 'Match exec "sleep 60"\nUser nobody\n');
      return whyNot(closing(creators[way]({ sshConfigFile: sshds.configFile })));
    },
    says: 'pi1: resolving: no answer from OpenSSH within 15 s (a slow Match exec in ssh_config, or a file that hangs?); ',
  },
  installOpenssh: {
    by: both,
    happen: (way) => withPrograms({}, () => refusal(way)),
    says: /^pi1: resolving: .*ssh: not found; install the package openssh-client$/,
  },
  opensshMissing: {
    by: opensshOnly,
    happen: withoutSsh,
    says: 'pi1: connecting: ssh is not installed; install the package openssh-client',
  },
  opensshFailed: {
    by: both,
    happen: (way) => withPrograms({ ssh: 'exit 1' }, () => refusal(way)),
    says: 'pi1: resolving: ssh -G failed; try: ssh pi1 true',
  },
  jumpInCircle: { by: both, happen: circle, says: 'ProxyJump goes round in a circle: pi1, gate, pi1; ' },
  checkConfig: { by: both, happen: circle, says: /; check ssh_config$/ },
  badJump: {
    by: both,
    happen: (way) => refusal(way, { lines: ['ProxyJump ga~te'] }),
    says: 'pi1: resolving: ProxyJump: Expected a host as [user@]name[:port], got "ga~te"; ',
  },
  onTheWay: {
    by: both,
    happen: unknownHop,
    says: 'pi1: on the way there: gate: host key: Host key verification failed: ',
  },
  settingBeyondSsh2: { by: ssh2Only, happen: proxyCommand, says: 'ssh_config sets ProxyCommand nc %h %p, ' },
  ulimitBeyondSsh2: { by: ssh2Only, happen: lowLimit, says: 'ulimit -v is too low for ssh2' },
  protocolBeyondSsh2: {
    by: ['either'],
    happen: () => reasonForOpenssh({ lines: ['MACs umac-64@openssh.com', 'Ciphers aes128-ctr'] }),
    says: /^ssh2 failed: /,
  },
  keysBeyondSsh2: {
    by: ['either'],
    happen: () =>
      reasonForOpenssh({ lines: [noAgent, `IdentityFile ${stranger}`] }, [
        `UserKnownHostsFile ${sshds.knownHosts}`,
      ]),
    says: 'ssh2 has no key that the host takes',
  },
  markerBeyondSsh2: {
    by: ssh2Only,
    happen: marked,
    says: 'known_hosts has a @cert-authority or a @revoked for [127',
  },
  notBySsh2: { by: ssh2Only, happen: marked, says: ', which ssh2 does not support; ' },
  leaveOutVia: { by: ssh2Only, happen: proxyCommand, says: /; leave out --via ssh$/ },

  otherFamily: {
    by: both,
    happen: (way) => refusal(way, { lines: ['AddressFamily inet6'] }),
    says: /^pi1: resolving: .*127.0.0.1: Address family for hostname not supported; try: ssh pi1 true$/,
  },
  noAnswerWithin: {
    by: ssh2Only,
    happen: muteHost,
    says: 'pi1: key exchange: no answer within 1 s; try: ssh -p',
  },
  noAnswerFrom: {
    by: ssh2Only,
    happen: fullHost,
    says: /^pi1: connecting: no answer from 127.0.0.1 port \d+ within 1 s; /,
  },
  noAnswerAtAll: {
    by: opensshOnly,
    happen: async (way) => {
      const agent = await startMuteAgent(folder);
      const lines = [`IdentityAgent ${agent.path}`];
      return refusal(way, { lines, options: { connectTimeoutSeconds: 1 } });
    },
    says: 'pi1: connecting: no answer; try: ssh pi1 true',
  },
  opensshExited: { by: opensshOnly, happen: lost, says: 'connection lost: ssh exited 255' },
  hopFailed: {
    by: both,
    happen: refusedBehind,
    says: /^pi1: connecting: Connection refused \((127.0.0.1 port \d+, )?from gate\); try: ssh -p \d+ pi1 true$/,
  },
  hopRefuses: {
    by: both,
    happen: forbiddenBehind,
    says: 'pi1: connecting: gate does not connect to it: open failed; ',
  },
  allowForwarding: {
    by: both,
    happen: forbiddenBehind,
    says: /; check AllowTcpForwarding and PermitOpen in the sshd_config of gate, and what its key is restricted to$/,
  },
  tryCommand: { by: both, happen: refusedPort, says: /Connection refused.*; try: ssh -p \d+ pi1 true$/ },

  hungUp: {
    by: ssh2Only,
    happen: async (way) => refusal(way, { host: `pi1:${await listen((socket) => socket.end())}` }),
    says:
      'pi1: key exchange: the host closed the connection before the handshake ' +
      '(more connections at the same time than MaxStartups of its sshd permits, or no sshd); try: ssh -p',
  },
  hungUpWith: {
    by: ssh2Only,
    happen: crowdedHost,
    says: 'pi1: key exchange: the host closed the connection before the handshake: Exceeded MaxStartups; ',
  },
  notSsh: {
    by: both,
    happen: webServer,
    says: 'pi1: key exchange: this is not an SSH server: it sent "HTTP/1.1 400 Bad Request"; ',
  },
  hostClosed: {
    by: ssh2Only,
    happen: impatientHost,
    says: 'pi1: authentication: the host closed the connection; tried agent (1 keys)',
  },

  keyRefused: { by: both, happen: unknown, says: 'pi1: host key: Host key verification failed: ' },
  keyRevoked: { by: both, happen: revoked, says: / is marked as revoked; / },
  askAdministrator: {
    by: both,
    happen: revoked,
    says: /or the host still uses its old key: ask its administrator$/,
  },
  keyChanged: { by: both, happen: changed, says: / has changed.*, .*\/known-[\d.]+ has another; / },
  removeKey: {
    by: both,
    happen: changed,
    says: /or the host was reinstalled; if you know that it was: ssh-keygen -f .* -R /,
  },
  removeLine: {
    by: opensshOnly,
    happen: (way) => withPrograms({ ssh: sshWithoutHint }, () => changed(way)),
    says: /if you know that it was: remove its line there$/,
  },
  keyAdded: {
    by: ssh2Only,
    happen: () => noticeOf(knownAs('')),
    says: /^Permanently added '\[127.0.0.1\]:\d+' \(ssh-ed25519 SHA256:\S+\) to the list of known hosts\.$/,
  },
  keyNotAdded: {
    by: ssh2Only,
    happen: () => noticeOf(['UserKnownHostsFile /dev/null/known']),
    says: /^Failed to add '\[127.0.0.1\]:\d+' to the list of known hosts \(\/dev\/null\/known\): \S/,
  },
  keyUnknown: { by: both, happen: unknown, says: ' is not in known_hosts' },
  connectByHand: {
    by: both,
    happen: unknown,
    says: /; connect once by hand: ssh pi1, or give --accept-new$/,
  },

  permissionDenied: {
    by: ssh2Only,
    happen: strangerOnly,
    says: `pi1: authentication: Permission denied (publickey) for ${username}; `,
  },
  noUsableKey: {
    by: ssh2Only,
    happen: (way) => refusedKeys(way, noAgent, `IdentityFile ${folder}/none`),
    says: '; no usable key; try: ssh pi1 true',
  },
  triedKeys: { by: ssh2Only, happen: strangerOnly, says: /; tried .*\/stranger; try: ssh pi1 true$/ },
  cannotUseKeys: {
    by: ssh2Only,
    happen: async (way) => {
      writeFileSync(join(folder, 'no-key'), 'not a key');
      return refusedKeys(way, noAgent, `IdentityFile ${folder}/no-key`);
    },
    says: /; no usable key, cannot use .*\/no-key \(.*\); leave out --via ssh$/,
  },
  hardwareKey: {
    by: ssh2Only,
    happen: async (way) => {
      writeFileSync(join(folder, 'sk'), hardwareKey(), { mode: 0o600 });
      return refusedKeys(way, noAgent, `IdentityFile ${folder}/sk`);
    },
    says: /no usable key, cannot use .*\/sk \(a hardware key\); leave out --via ssh$/,
  },
  keyTooOpen: {
    by: ssh2Only,
    happen: async (way) => {
      const open = makeKey(join(folder, 'open'));
      chmodSync(open, 0o644);
      return refusedKeys(way, noAgent, `IdentityFile ${open}`);
    },
    says: /cannot use .*\/open \(others may read it: chmod 600\); try: ssh pi1 true$/,
  },
  noRegularFile: {
    by: [...ssh2Only, 'either'],
    happen: (way) => {
      const pipe = join(folder, `pipe-${way}`);
      execFileSync('mkfifo', [pipe]);
      return refusedKeys(way, noAgent, `IdentityFile ${pipe}`);
    },
    says: /no usable key, cannot use .*\/pipe-\w+ \(not a regular file\); try: ssh pi1 true$/,
  },
  agentSilent: {
    by: both,
    happen: async (way) => {
      const agent = await startMuteAgent(folder);
      return refusedKeys(way, `IdentityAgent ${agent.path}`, 'IdentityFile none');
    },
    says: /^pi1: authentication: .*the ssh agent did not answer \((.*)\); try: SSH_AUTH_SOCK=\1 ssh-add -l$/,
  },
  needsPassphrase: {
    by: both,
    happen: (way) =>
      refusedKeys(way, noAgent, `IdentityFile ${makeKey(join(folder, 'locked'), 'ed25519', 'secret')}`),
    says: /; the key needs its passphrase: ssh-add .*\/locked$/,
  },
  fewerKeys: {
    by: both,
    happen: tooManyKeys,
    says: /^pi1: authentication: Too many authentication failures; .*name the right key in ssh_config: IdentitiesOnly yes, and IdentityFile$/,
  },
  wantsPassword: {
    by: [...both, 'either'],
    happen: wantingPassword,
    says: /^pi1: authentication: .*Permission denied \(password\).*; the host wants a password, and none is ever asked for: set up a key \(ssh-copy-id\)$/,
  },

  sessionRefused: { by: both, happen: noSessions, says: /^pi1: opening a channel: .*refused.*; / },
  allowSessions: {
    by: both,
    happen: noSessions,
    says: /; check MaxSessions in its sshd_config, and what its key or user is restricted to$/,
  },
  otherCommand: {
    by: both,
    happen: (way) => refusalBy(way, 'ForceCommand echo hello'),
    says: 'pi1: starting the command: the host ran another command instead, which exited 0: hello; ',
  },
  forcedCommand: {
    by: both,
    happen: (way) => refusalBy(way, '', '/bin/true'),
    says: /exited 0; check ForceCommand in its sshd_config, command= in its authorized_keys, and the login shell of its user$/,
  },
  hostHangs: {
    by: ssh2Only,
    happen: hangingSession,
    says: 'pi1: opening a channel: no answer within 1 s; check that neither the host nor the network hangs',
  },
  shellStuck: { by: both, happen: stuck, says: 'the login shell did not reach it within 1 s; ' },
  startUpFiles: {
    by: both,
    happen: stuck,
    says: /; its start-up files \(.bashrc, .profile\) must not wait for input or execute another program$/,
  },

  connectionLost: { by: both, happen: lost, says: /^connection lost: / },
  hostSilent: { by: ssh2Only, happen: silentHost, says: 'connection lost: the host does not answer' },
  hostClosedIt: { by: ssh2Only, happen: lost, says: 'connection lost: the host closed it' },
  closedHere: {
    by: ssh2Only,
    happen: (way) => {
      const launcher = launcherWith(way);
      return endOf(launcher, 'exec cat', () => launcher.close());
    },
    says: 'this side closed the connection',
  },
  killedBy: {
    by: ssh2Only,
    happen: (way) => endOf(launcherWith(way), 'kill -9 $$'),
    says: 'killed by SIGKILL',
  },
  killedOnHost: {
    by: opensshOnly,
    happen: (way) => endOf(launcherWith(way), 'echo some words >&2; kill -9 $$'),
    says: /^killed on the host \(ssh exited 255\)$/,
  },
  channelClosed: {
    by: ssh2Only,
    happen: () => signalled(false, 'SIGKILL'),
    says: 'the channel was closed without an exit status',
  },
  ignoredSignal: {
    by: ssh2Only,
    happen: () => signalled(true, 'SIGTERM'),
    says: 'did not answer SIGTERM; its channel was closed',
  },
  didNotStop: {
    by: opensshOnly,
    happen: (way) =>
      endOf(
        launcherWith(way, { options: { timing: { killGraceSeconds: 0.3 } } }),
        'echo up; exec sleep 5',
        (process_) => process_.stop('SIGKILL'),
      ),
    says: 'did not stop; its channel was closed',
  },
  sshKilled: { by: opensshOnly, happen: killedSsh, says: 'ssh was killed by SIGKILL' },
};

const cases = Object.entries(happenings).flatMap(([name, { by, happen, says }]) =>
  by.map((way) => ({ name, way, happen, says })),
);

it.each(cases)('$name: $way', async ({ way, happen, says }) => {
  const message = await happen(way);
  if (typeof says === 'string') expect(message).toContain(says);
  else expect(message).toMatch(says);
});

describe.each(both)('what hosts and ssh say themselves is the reason: %s', (way) => {
  it('keyboard-interactive only', async () => {
    const methods = ['PubkeyAuthentication no', 'KbdInteractiveAuthentication yes', 'PermitRootLogin yes'];
    expect(await refusalBy(way, ['Match all', ...methods].join('\n'))).toMatch(
      /^pi1: authentication: .*Permission denied \(keyboard-interactive\).*: set up a key \(ssh-copy-id\)$/,
    );
  });

  it.each([
    ['/usr/sbin/nologin', 'This account is currently not available'],
    ['internal-sftp', 'This service allows sftp connections only'],
  ])('a shell that refuses: %s', async (shell, words) => {
    const message = await refusalBy(way, `ForceCommand ${shell}`);
    expect(message).toMatch(new RegExp(`^pi1: starting the command: ${words}; try: ssh -p \\d+ pi1 true$`));
  });

  it('an address of another machine to connect from', async () => {
    expect(await refusal(way, { lines: ['BindAddress 192.0.2.7'] })).toMatch(
      /^pi1: connecting: (Cannot assign requested address \(192.0.2.7\)|bind 192.0.2.7: Cannot assign requested address); try: ssh pi1 true$/,
    );
  });

  it('an address of another family to connect from', async () => {
    expect(await refusal(way, { lines: ['BindAddress ::1'] })).toMatch(
      /^pi1: connecting: .*Address family for hostname not supported.*; try: ssh pi1 true$/,
    );
  });

  it('a hop that refuses the login', async () => {
    const { knownHosts } = sshds;
    sshds.configure({ pi1: ['ProxyJump nosuch@gate'], gate: [] }, [
      ...userLines(sshds),
      `UserKnownHostsFile ${knownHosts}`,
    ]);
    const launcher = closing(creators[way]({ sshConfigFile: sshds.configFile }));
    expect(await whyNot(launcher)).toMatch(
      /^pi1: on the way there: gate: authentication: .*Permission denied.*; try: ssh nosuch@gate true$/,
    );
  });

  it('a hop that refuses, with a command that fails as well', async () => {
    const port = await freePort();
    expect(await refusal(way, { lines: [`ProxyJump gate:${port}`] })).toMatch(
      /^pi1: on the way there: gate: connecting: .*Connection refused.*; try: ssh pi1 true$/,
    );
  });

  it('the last words of a worker, once', async () => {
    const result = await attemptProcess(
      {
        launcher: launcherWith(way),
        host: parseHostAddress('pi1'),
        commandLine: 'echo Cannot execute it >&2; exit 255',
        rows: { first: 1, last: 2 },
        canBeCutShort: false,
        limits: { timeoutSeconds: null, stallSeconds: null },
      },
      { started: () => undefined, progressed: () => undefined, split: () => undefined },
      new AbortController().signal,
    );
    expect(result.reason).toMatch(/^((?!Cannot).)*Cannot execute it$/);
  });
});

it("the system's ssh says that a host is mute after it has taken the connection", async () => {
  expect(await muteHost('openssh')).toMatch(
    /^pi1: key exchange: Connection timed out during banner exchange; try: ssh -p \d+ pi1 true$/,
  );
});

it('a server that sends something else, and stays, is no SSH server', async () => {
  const port = await listen((socket) => void socket.write('220 mail ESMTP\r\n'));
  const options = { connectTimeoutSeconds: 1 };
  expect(await refusal('ssh2', { host: `pi1:${port}`, options })).toContain(
    'pi1: key exchange: this is not an SSH server: it sent "220 mail ESMTP"; ',
  );
});

it('a key file that neither way can use is no reason to choose another', async () => {
  writeFileSync(join(folder, 'no-key'), 'not a key', { mode: 0o600 });
  expect(await refusedKeys('either', noAgent, `IdentityFile ${folder}/no-key`)).toMatch(
    /cannot use .*\/no-key \(.*\); try: ssh pi1 true$/,
  );
});

import { chmodSync, symlinkSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, relative } from 'node:path';
import { execa } from 'execa';
import { freePort, publicKey, type Sshd, startSshd } from '@task-distributor/testing';
import { fillIn } from './fill-in.ts';
import { acceptedKeys, leaveToAgent, makeKeys, startAgent } from './make-keys.ts';
import { makePrograms } from './make-programs.ts';
import { otherUser } from './other-user.ts';

/** What the random files of ssh_config are about: sshds, keys and agents. */
export interface SshWorld {
  readonly folder: string;
  /** The environment of ssh. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Replaces the names in angle brackets. @param folder `<F>` */
  fill(text: string, folder: string): string;
  close(): Promise<void>;
}

/** Starts everything, with its files in the folder (`<K>`). */
export async function startSshWorld(folder: string): Promise<SshWorld> {
  // sshd reads the authorized keys as the user who logs in.
  chmodSync(folder, 0o711);
  makeKeys(folder);
  const sshds = await startSshds(folder);
  const agent = join(folder, 'agent');
  const agents = [
    startAgent(agent, [join(folder, 'agent-only'), join(folder, 'unlocked')]),
    startAgent(join(folder, 'strangers-agent'), [join(folder, 'stranger')]),
  ];
  leaveToAgent(folder);
  symlinkSync('../agent', join(folder, 'with space', 'agent'));
  const names = {
    ...namesOf(folder, sshds),
    'nobody.port': String(await freePort()),
    other: await otherUser(sshds[0]!, join(folder, 'plain')),
  };
  makePrograms(folder, (text) => fillIn(text, names));
  return {
    folder,
    env: { TD_KEYS: folder, TD_WORD: 'known', TD_AGENT: agent, SSH_AUTH_SOCK: agent, ...noPrompts },
    fill: (text, place) => fillIn(text, { ...names, F: place }),
    close: async () => {
      for (const pid of agents) process.kill(pid, 'SIGTERM');
      await Promise.all(sshds.map((sshd) => sshd.stop()));
    },
  };
}

const noPrompts = { SSH_ASKPASS: undefined, SSH_ASKPASS_REQUIRE: undefined, DISPLAY: undefined };

async function startSshds(folder: string): Promise<Sshd[]> {
  const all = [
    'AcceptEnv TD_SET',
    `TrustedUserCAKeys ${folder}/authority.pub`,
    ...(await noPenalties(folder)),
  ];
  const start = (
    name: string,
    hostKeyTypes: readonly string[],
    keys: readonly string[],
    config: readonly string[] = [],
  ): Promise<Sshd> => {
    const authorizedKeys = keys.map((key) => publicKey(join(folder, key))).join('\n');
    return startSshd({ folder, name, hostKeyTypes, authorizedKeys, config: [...all, ...config].join('\n') });
  };
  const beta = `${folder}/beta-certified`;
  return Promise.all([
    start('alpha', ['ed25519', 'rsa', 'ecdsa'], acceptedKeys, [
      'ListenAddress 127.0.0.2',
      'ListenAddress ::1',
    ]),
    start('beta', ['ecdsa'], ['plain'], [`HostKey ${beta}`, `HostCertificate ${beta}-cert.pub`]),
    start('gate', ['ed25519'], ['plain', 'agent-only']),
    start('delta', ['ed25519'], acceptedKeys, ['MACs umac-64-etm@openssh.com', 'Ciphers aes192-ctr']),
  ]);
}

/** sshd 9.8 and later bans an address after some failed logins. */
async function noPenalties(folder: string): Promise<string[]> {
  const line = 'PerSourcePenalties no';
  const test = ['-t', '-f', '/dev/null', '-h', `${folder}/plain`, '-o', line];
  const { exitCode } = await execa('/usr/sbin/sshd', test, { reject: false });
  return exitCode === 0 ? [line] : [];
}

function namesOf(folder: string, sshds: readonly Sshd[]): Record<string, string> {
  const [alpha, beta, gate, delta] = sshds.map(({ name, port }) => ({
    [`${name}.port`]: String(port),
  }));
  const key = (name: string): string => publicKey(join(folder, name));
  const hostKey = (sshd: string, type: string): [string, string] => [
    `${sshd}.${type}`,
    key(`${sshd}-host-${type}`),
  ];
  return {
    ...alpha,
    ...beta,
    ...gate,
    ...delta,
    ...Object.fromEntries([
      hostKey('alpha', 'ed25519'),
      hostKey('alpha', 'rsa'),
      hostKey('alpha', 'ecdsa'),
      hostKey('beta', 'ecdsa'),
      hostKey('gate', 'ed25519'),
      hostKey('delta', 'ed25519'),
    ]),
    'beta.ed25519': key('beta-certified'),
    stranger: key('stranger'),
    authority: key('authority'),
    K: folder,
    me: userInfo().username,
    home: relative(homedir(), '/'),
  };
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { closing, makeKey, publicKey, startSshd } from '@task-distributor/testing';
import { execa, execaSync } from 'execa';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { parseHostAddress } from '../../src/host-address.ts';
import { createEitherSshLauncher } from '../../src/ssh/either-ssh-launcher.ts';
import { run } from './run-on-host.ts';
import { userLines, useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi1']);
const { folder } = sshds;
const { username } = userInfo();
let authority: string;
let otherKey: string;

beforeAll(() => {
  authority = makeKey(join(folder, 'authority'));
  otherKey = publicKey(makeKey(join(folder, 'other')));
});

interface Attempt {
  /** What a command on the host has written, or why it was not started. */
  readonly words: string;
  readonly way: string;
  readonly reason: string | null;
  readonly doesSshConnect: boolean;
}

/** Connects to pi1 with ssh and with --via auto. @param common lines of all hosts */
async function connect(
  lines: readonly string[],
  common: readonly string[],
  { port } = sshds.get(),
): Promise<Attempt> {
  sshds.configure({ pi1: [...lines, 'BatchMode yes'] }, common);
  const ssh = execa('ssh', ['-F', sshds.configFile, '-p', String(port), 'pi1', 'true'], { reject: false });
  const doesSshConnect = (await ssh).exitCode === 0;
  const launcher = closing(createEitherSshLauncher({ sshConfigFile: sshds.configFile }));
  const host = `pi1:${port}`;
  const words = await run(launcher, host, 'echo in').then(
    ({ stdout }) => stdout,
    (error: unknown) => (error as Error).message,
  );
  const { name: way, reason } = launcher.wayTo(parseHostAddress(host));
  return { words, way, reason, doesSshConnect };
}

/** A file with one line of known_hosts about pi1. */
function knownAs(key: string, name = 'known'): string {
  const file = join(folder, name);
  writeFileSync(file, `[127.0.0.1]:${sshds.get().port} ${key}\n`);
  return file;
}

/** The lines of a user who knows no host but those of that file. */
const knowing = (file: string): string[] => [
  'IdentityAgent none',
  `IdentityFile ${sshds.identity}`,
  `UserKnownHostsFile ${file}`,
  'GlobalKnownHostsFile none',
];

/** Signs a public key. */
function certify(key: string, ...options: string[]): void {
  execaSync('ssh-keygen', ['-q', '-s', authority, '-I', 'test', ...options, `${key}.pub`]);
}

it('a key that ssh refuses because of a global file with a space in its name is refused', async () => {
  mkdirSync(join(folder, 'all keys'), { recursive: true });
  const file = knownAs(otherKey, 'all keys/known');
  const user = [`UserKnownHostsFile ${folder}/new`, 'StrictHostKeyChecking accept-new'];
  const attempt = await connect([`GlobalKnownHostsFile "${file}"`, ...user], userLines(sshds));
  expect(attempt).toMatchObject({ way: 'openssh', doesSshConnect: false });
  expect(attempt.words).toMatch(/^pi1: host key: .* has changed/);
});

it('a host with a certificate of a known authority is reached', async () => {
  const key = makeKey(join(folder, 'certified'));
  certify(key, '-h');
  const config = `HostKey ${key}\nHostCertificate ${key}-cert.pub`;
  const sshd = await startSshd({ folder, name: 'c', authorizedKeys: publicKey(sshds.identity), config });
  onTestFinished(() => sshd.stop());
  const known = join(folder, 'authorities');
  writeFileSync(known, `@cert-authority * ${publicKey(authority)}\n`);
  expect(await connect([], knowing(known), sshd)).toMatchObject({
    words: 'in\n',
    way: 'openssh',
    reason: `known_hosts has a @cert-authority or a @revoked for [127.0.0.1]:${sshd.port}`,
    doesSshConnect: true,
  });
});

it('a host that takes only certificates is reached', async () => {
  const key = makeKey(join(folder, 'user'));
  certify(key, '-n', username);
  const config = `TrustedUserCAKeys ${authority}.pub\nAuthorizedPrincipalsFile ${folder}/principals`;
  writeFileSync(join(folder, 'principals'), `${username}\n`);
  const sshd = await startSshd({ folder, name: 'u', authorizedKeys: otherKey, config });
  onTestFinished(() => sshd.stop());
  const user = ['IdentityAgent none', `IdentityFile ${key}`, `UserKnownHostsFile ${folder}/u-known`];
  expect(await connect(['StrictHostKeyChecking accept-new'], user, sshd)).toMatchObject({
    words: 'in\n',
    way: 'openssh',
    reason: 'ssh2 has no key that the host takes',
    doesSshConnect: true,
  });
});

it('the key of this machine does not matter with NoHostAuthenticationForLocalhost', async () => {
  const known = knowing(knownAs(otherKey));
  expect(await connect([], known)).toMatchObject({ doesSshConnect: false });
  expect(await connect(['NoHostAuthenticationForLocalhost yes'], known)).toMatchObject({
    words: 'in\n',
    way: 'openssh',
    reason: 'ssh_config sets NoHostAuthenticationForLocalhost yes',
    doesSshConnect: true,
  });
});

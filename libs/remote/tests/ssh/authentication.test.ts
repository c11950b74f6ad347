import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userInfo } from 'node:os';
import { execaSync } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { run } from './run-on-host.ts';
import { closing, makeKey } from '@task-distributor/testing';
import { useSshds } from './use-sshds.ts';

const { username } = userInfo();
const keys = { plain: '', locked: '', away: '', stranger: '' };
const sshds = useSshds(['pi113'], {
  authorize: (folder) => {
    keys.plain = makeKey(join(folder, 'plain'), 'rsa');
    keys.locked = makeKey(join(folder, 'locked'), 'ed25519', 'secret');
    keys.stranger = makeKey(join(folder, 'stranger'));
    keys.away = makeKey(join(folder, 'away'));
    return [keys.plain, keys.locked, keys.away];
  },
});
const { folder } = sshds;

async function connect(lines: string[]): Promise<string> {
  sshds.configure({ pi113: lines }, [`UserKnownHostsFile ${sshds.knownHosts}`]);
  const launcher = closing(createSshLauncher({ sshConfigFile: sshds.configFile }));
  return (await run(launcher, 'pi113', 'echo in')).stdout;
}

/** Starts a real agent with these keys. @returns its socket */
function startAgent(...held: string[]): string {
  const socket = join(folder, `agent-${held.length}-${performance.now()}`);
  const { stdout } = execaSync('ssh-agent', ['-s', '-a', socket]);
  onTestFinished(() => void process.kill(Number(/SSH_AGENT_PID=(\d+)/.exec(stdout)![1]), 'SIGTERM'));
  const askpass = join(folder, 'askpass');
  writeFileSync(askpass, '#!/bin/sh\necho secret\n');
  chmodSync(askpass, 0o700);
  const env = { SSH_AUTH_SOCK: socket, SSH_ASKPASS: askpass, SSH_ASKPASS_REQUIRE: 'force' };
  for (const key of held) execaSync('ssh-add', ['-q', key], { env });
  return socket;
}

it('uses a key file without passphrase, after one that the host does not know', async () => {
  expect(
    await connect(['IdentityAgent none', `IdentityFile ${keys.stranger}`, `IdentityFile ${keys.plain}`]),
  ).toBe('in\n');
});

it('uses the agent of ssh_config', async () => {
  const agent = startAgent(keys.stranger, keys.locked);
  expect(await connect([`IdentityAgent ${agent}`, 'IdentityFile none'])).toBe('in\n');
});

it('uses the agent of the environment', async () => {
  const before = process.env['SSH_AUTH_SOCK'];
  onTestFinished(() => {
    if (before === undefined) delete process.env['SSH_AUTH_SOCK'];
    else process.env['SSH_AUTH_SOCK'] = before;
  });
  process.env['SSH_AUTH_SOCK'] = startAgent(keys.locked);
  expect(await connect(['IdentityFile none'])).toBe('in\n');
});

it('shows only the keys that ssh_config names with IdentitiesOnly, and those of the agent first', async () => {
  const strangers = Array.from({ length: 6 }, (_, i) => makeKey(join(folder, `stranger-${i}`)));
  const agent = startAgent(...strangers, keys.locked);
  // sshd allows at most six wrong keys.
  const lines = [`IdentityAgent ${agent}`, 'IdentitiesOnly yes', `IdentityFile ${keys.locked}`];
  expect(await connect(lines)).toBe('in\n');
  expect(await connect([`IdentityAgent ${agent}`, `IdentityFile ${keys.locked}`])).toBe('in\n');
  await expect(connect([`IdentityAgent ${agent}`, 'IdentityFile none'])).rejects.toThrow(
    'pi113: authentication: Too many authentication failures; tried agent (7 keys); try: ssh pi113 true',
  );
});

it.each(['', '.pub'])('uses a key that is only in the agent, named by its path%s', async (suffix) => {
  const strangers = Array.from({ length: 6 }, (_, i) => makeKey(join(folder, `stranger-${i}`)));
  const agent = startAgent(...strangers, keys.away);
  renameSync(keys.away, `${keys.away}-elsewhere`);
  onTestFinished(() => renameSync(`${keys.away}-elsewhere`, keys.away));
  const lines = [`IdentityAgent ${agent}`, 'IdentitiesOnly yes', `IdentityFile ${keys.away}${suffix}`];
  expect(await connect(lines)).toBe('in\n');
});

it('names ssh-add for a key with a passphrase that no agent has', async () => {
  await expect(connect(['IdentityAgent none', `IdentityFile ${keys.locked}`])).rejects.toThrow(
    `pi113: authentication: Permission denied (publickey) for ${username}; no usable key; ` +
      `the key needs its passphrase: ssh-add ${keys.locked}`,
  );
});

it('names the keys that the host has refused', async () => {
  await expect(connect(['IdentityAgent none', `IdentityFile ${keys.stranger}`])).rejects.toThrow(
    `pi113: authentication: Permission denied (publickey) for ${username}; tried ${keys.stranger}; try: ssh pi113 true`,
  );
});

it('continues without an agent that does not answer', async () => {
  expect(await connect([`IdentityAgent ${folder}/nobody`, `IdentityFile ${keys.plain}`])).toBe('in\n');
});

it('leaves ProxyCommand to openssh', async () => {
  await expect(connect(['ProxyCommand nc %h %p'])).rejects.toThrow(
    'pi113: resolving: ssh_config sets ProxyCommand nc %h %p, which ssh2 does not support; leave out --via ssh',
  );
});

it('leaves hardware keys to openssh', async () => {
  const path = join(folder, 'sk');
  writeFileSync(path, hardwareKey());
  await expect(connect(['IdentityAgent none', `IdentityFile ${path}`])).rejects.toThrow(
    `pi113: authentication: Permission denied (publickey) for ${username}; no usable key, ` +
      `cannot use ${path} (a hardware key); leave out --via ssh`,
  );
});

/** The unencrypted part of such a key file, because there is no hardware to create a whole one. */
function hardwareKey(): string {
  const text = (value: string | Buffer): Buffer => {
    const bytes = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const publicKey = Buffer.concat([text('sk-ssh-ed25519@openssh.com'), text(Buffer.alloc(32)), text('ssh:')]);
  const bytes = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    text('none'),
    text('none'),
    text(''),
    Buffer.from([0, 0, 0, 1]),
    text(publicKey),
    text(''),
  ]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString('base64')}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

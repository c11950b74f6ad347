import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { run } from './run-on-host.ts';
import { closing, makeKey } from '@task-distributor/testing';
import { useSshds } from './use-sshds.ts';

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
    'pi113: authentication: Too many authentication failures; tried agent (7 keys); name the right key in ssh_config: ' +
      'IdentitiesOnly yes, and IdentityFile',
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

it('continues without an agent that does not answer', async () => {
  expect(await connect([`IdentityAgent ${folder}/nobody`, `IdentityFile ${keys.plain}`])).toBe('in\n');
});

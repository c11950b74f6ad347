import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { closing, publicKey } from '@task-distributor/testing';
import { beforeEach, expect, it, vi } from 'vitest';
import { parseHostAddress } from '../../src/host-address.ts';
import { createEitherSshLauncher } from '../../src/ssh/either-ssh-launcher.ts';
import { run } from './run-on-host.ts';
import { userLines, useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi1'], { hostKeyTypes: ['ed25519', 'ecdsa'] });
const { folder, knownHosts } = sshds;

beforeEach(() => sshds.know('pi1'));

/** How pi1 is reached with these lines of ssh_config, and why. */
async function wayWith(lines: readonly string[], common = userLines(sshds)): Promise<string> {
  sshds.configure({ pi1: lines }, common);
  const launcher = closing(createEitherSshLauncher({ sshConfigFile: sshds.configFile }));
  expect((await run(launcher, 'pi1', 'echo in')).stdout).toBe('in\n');
  const { name, reason } = launcher.wayTo(parseHostAddress('pi1'));
  return reason === null ? name : `${name}: ${reason}`;
}

it('are learned, as ssh does, where UpdateHostKeys is set beside a file of the user', async () => {
  expect(await wayWith(['UpdateHostKeys yes'])).toMatch(
    /^openssh: ssh_config sets UpdateHostKeys (yes|true)$/,
  );
  const other = publicKey(join(folder, 'pi1-host-ecdsa'));
  await vi.waitFor(() => expect(readFileSync(knownHosts, 'utf8')).toContain(other), 10_000);
});

it.each([[[]], [['UpdateHostKeys no']], [['UpdateHostKeys ask']]])(
  'are not learned otherwise, as ssh does: %j',
  async (lines) => {
    const before = readFileSync(knownHosts, 'utf8');
    expect(await wayWith(lines)).toBe('ssh');
    expect(readFileSync(knownHosts, 'utf8')).toBe(before);
  },
);

it.each(['~/.ssh/known_hosts', '~/.ssh/known_hosts ~/.ssh/known_hosts2'])(
  'are no reason to choose a way where ssh learns them by default: %s',
  async (files) => {
    // The key is in no file of the user, so that ssh would learn nothing here.
    const lines = [`UserKnownHostsFile ${files}`, 'UpdateHostKeys yes', `GlobalKnownHostsFile ${knownHosts}`];
    expect(await wayWith(lines)).toBe('ssh');
  },
);

import { join } from 'node:path';
import { execaSync } from 'execa';
import { expect, it, onTestFinished } from 'vitest';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { run } from './run-on-host.ts';
import { closing, makeKey } from '@task-distributor/testing';
import { useSshds } from './use-sshds.ts';

// A Match, since in sshd_config the first value counts, and the tests' own says no.
const sshds = useSshds(['pi113'], {
  config: ['Match all', 'PasswordAuthentication yes', 'PermitEmptyPasswords yes'].join('\n'),
});
const isRoot = process.getuid?.() === 0;

it.runIf(isRoot)(
  isRoot ? 'logs in with an empty password' : 'SKIPPED, as only root can make a user: an empty password',
  async () => {
    const user = `td-test-${process.pid}`;
    execaSync('useradd', ['--no-create-home', '--home-dir', '/', '--shell', '/bin/sh', '-p', '', user]);
    onTestFinished(() => void execaSync('userdel', [user]));
    const stranger = makeKey(join(sshds.folder, 'stranger'));
    sshds.configure({ pi113: ['IdentityAgent none', `IdentityFile ${stranger}`] }, [
      `UserKnownHostsFile ${sshds.knownHosts}`,
    ]);
    const launcher = closing(createSshLauncher({ sshConfigFile: sshds.configFile }));
    expect((await run(launcher, `${user}@pi113`, 'id -un')).stdout).toBe(`${user}\n`);
  },
);

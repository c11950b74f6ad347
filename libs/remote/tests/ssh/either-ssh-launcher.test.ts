import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKey, publicKey, closing, readAll } from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseHostAddress } from '../../src/host-address.ts';
import type { Launcher } from '../../src/launcher.ts';
import { createEitherSshLauncher } from '../../src/ssh/either-ssh-launcher.ts';
import { run } from './run-on-host.ts';
import { userLines, useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi1', 'gate']);
const { folder } = sshds;
let otherKey: string;

beforeAll(() => {
  otherKey = publicKey(makeKey(join(folder, 'other')));
});

/** The setting for a program that does what `nc %h %p` does. */
function proxyCommand(): string {
  const script = join(folder, 'proxy.mjs');
  const lines = [
    `import { connect } from 'node:net';`,
    `const socket = connect(Number(process.argv[3]), process.argv[2]);`,
    `process.stdin.pipe(socket).pipe(process.stdout);`,
  ];
  writeFileSync(script, lines.join('\n'));
  return `ProxyCommand node ${script} %h %p`;
}

/** A launcher for pi1 with these lines in ssh_config, before the common ones: the first value counts. */
function launcherWith(...lines: string[]): Launcher {
  sshds.configure({ pi1: lines, gate: [] });
  return closing(createEitherSshLauncher({ sshConfigFile: sshds.configFile }));
}

async function sshConnects(): Promise<boolean> {
  const ssh = execa('ssh', ['-F', sshds.configFile, '-o', 'BatchMode=yes', 'pi1', 'true'], { reject: false });
  return (await ssh).exitCode === 0;
}

const wayTo = (launcher: Launcher) => launcher.wayTo(parseHostAddress('pi1'));

it('goes by ssh2 where it honours all settings', async () => {
  const launcher = launcherWith();
  expect((await run(launcher, 'pi1', 'echo in')).stdout).toBe('in\n');
  expect(wayTo(launcher)).toEqual({ name: 'ssh', isHere: false, reason: null });
});

describe("goes by the system's ssh", () => {
  it.each([
    ['ProxyCommand', () => [proxyCommand()], /^ssh_config sets ProxyCommand/],
    [
      'StrictHostKeyChecking no',
      () => ['StrictHostKeyChecking no'],
      'ssh_config sets StrictHostKeyChecking false',
    ],
    ['BindAddress with a name', () => ['BindAddress localhost'], 'ssh_config sets BindAddress localhost'],
    ['SetEnv', () => ['SetEnv LC_TD="a b"'], 'ssh_config sets SetEnv LC_TD=a b'],
    [
      'an option to its list of ciphers without one of ssh2',
      () => ['MACs umac-64@openssh.com', 'Ciphers aes128-ctr'],
      /^ssh2 failed: /,
    ],
  ])('for %s', async (_, lines, reason) => {
    const launcher = launcherWith(...lines());
    expect((await run(launcher, 'pi1', 'echo in')).stdout).toBe('in\n');
    const way = wayTo(launcher);
    expect(way.name).toBe('openssh');
    expect(way.reason).toMatch(reason);
  });

  it('for a jump host that needs it', async () => {
    sshds.configure({ pi1: ['ProxyJump gate'], gate: [proxyCommand()] });
    const launcher = closing(createEitherSshLauncher({ sshConfigFile: sshds.configFile }));
    expect((await run(launcher, 'pi1', 'echo in')).stdout).toBe('in\n');
    expect(wayTo(launcher)).toEqual({
      name: 'openssh',
      isHere: false,
      reason: expect.stringMatching(/^ssh_config sets ProxyCommand/) as string,
    });
  });
});

describe('a key that ssh refuses', () => {
  it('in a file whose name has a space is refused, and nothing is written', async () => {
    mkdirSync(join(folder, 'my keys'), { recursive: true });
    const file = join(folder, 'my keys', 'kh');
    writeFileSync(file, `[127.0.0.1]:${sshds.get().port} ${otherKey}\n`);
    const launcher = launcherWith(`UserKnownHostsFile "${file}"`, 'StrictHostKeyChecking accept-new');
    expect(await sshConnects()).toBe(false);
    await expect(run(launcher, 'pi1', 'true')).rejects.toThrow(/the key of the host has changed/);
    expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(2);
    expect(existsSync(join(folder, 'my'))).toBe(false);
  });

  it('that a file revokes is refused, with the name of the file', async () => {
    const revoked = join(folder, 'revoked');
    writeFileSync(revoked, `${sshds.get().hostKey}\n`);
    const launcher = launcherWith(`RevokedHostKeys ${revoked}`);
    expect(await sshConnects()).toBe(false);
    await expect(run(launcher, 'pi1', 'true')).rejects.toThrow(
      /^pi1: host key: Host key verification failed: Host key .* revoked by file .*revoked; somebody may be/,
    );
  });

  it('because it could not be kept is refused', async () => {
    const launcher = launcherWith('UserKnownHostsFile none', 'StrictHostKeyChecking accept-new');
    expect(await sshConnects()).toBe(false);
    await expect(run(launcher, 'pi1', 'true')).rejects.toThrow(/^pi1: host key: /);
  });

  it('by a line that is damaged is taken as new, as ssh does', async () => {
    const file = join(folder, 'damaged');
    writeFileSync(file, `[127.0.0.1]:${sshds.get().port} ssh-ed25519 garbage\n`);
    const launcher = launcherWith(`UserKnownHostsFile ${file}`, 'StrictHostKeyChecking accept-new');
    expect((await run(launcher, 'pi1', 'echo in')).stdout).toBe('in\n');
    expect(wayTo(launcher).name).toBe('ssh');
  });

  it('by KnownHostsCommand is refused', async () => {
    const command = join(folder, 'known');
    writeFileSync(command, `#!/bin/sh\necho "$1 ${otherKey}"\n`);
    chmodSync(command, 0o755);
    const launcher = launcherWith(
      `KnownHostsCommand ${command} %H`,
      'UserKnownHostsFile none',
      'GlobalKnownHostsFile none',
      'StrictHostKeyChecking accept-new',
    );
    expect(await sshConnects()).toBe(false);
    await expect(run(launcher, 'pi1', 'true')).rejects.toThrow(/host key/);
  });
});

it('takes a new key although its file cannot be created, as ssh does', async () => {
  const launcher = launcherWith('UserKnownHostsFile /proc/none/kh', 'StrictHostKeyChecking accept-new');
  expect(await sshConnects()).toBe(true);
  expect((await run(launcher, 'pi1', 'echo in')).stdout).toBe('in\n');
});

it('names the keys that were tried where both are refused', async () => {
  const stranger = makeKey(join(folder, 'stranger'));
  const launcher = launcherWith(`IdentityFile ${stranger}`, 'IdentitiesOnly yes');
  sshds.configure({ pi1: [] }, [
    ...userLines(sshds).filter((line) => !line.startsWith('IdentityFile')),
    `IdentityFile ${stranger}`,
  ]);
  await expect(run(launcher, 'pi1', 'true')).rejects.toThrow(
    `pi1: authentication: Permission denied (publickey) for`,
  );
});

it.each(['ssh', 'openssh'])('starts more processes than MaxSessions permits: %s', async (way) => {
  const launcher = launcherWith(...(way === 'openssh' ? [proxyCommand()] : []));
  const signal = new AbortController().signal;
  const processes = await Promise.all(
    Array.from({ length: 16 }, () => launcher.start(parseHostAddress('pi1'), 'echo up; cat', signal)),
  );
  for (const { stdin } of processes) stdin.end('out');
  expect(await Promise.all(processes.map(({ stdout }) => readAll(stdout)))).toEqual(
    Array.from({ length: 16 }, () => 'up\nout'),
  );
  expect(wayTo(launcher).name).toBe(way);
});

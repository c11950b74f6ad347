import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Launcher } from '../../src/launcher.ts';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import type { SshLauncherOptions } from '../../src/ssh/ssh-launcher-options.ts';
import { listen } from './listen.ts';
import { launch, run } from './run-on-host.ts';
import { closing, hostConfig, readLine } from '@task-distributor/testing';
import { userLines, useSshds } from './use-sshds.ts';

const sshds = useSshds(['gate', 'second', 'inner']);

/** Configures each host with its lines. The user knows the keys of the sshds, unless others are given. */
function launcherFor(
  hosts: Record<string, string[]>,
  known: readonly string[] = ['gate', 'second', 'inner'],
  options: SshLauncherOptions = {},
): Launcher {
  sshds.configure(hosts);
  sshds.know(...known);
  return closing(createSshLauncher({ sshConfigFile: sshds.configFile, ...options }));
}

describe('the host list', () => {
  it('overrides user and port in ssh_config', async () => {
    const { port } = sshds.get('inner');
    sshds.know('inner');
    writeFileSync(sshds.configFile, hostConfig({ name: 'inner', port: 1 }, userLines(sshds)));
    const launcher = closing(createSshLauncher({ sshConfigFile: sshds.configFile }));
    const result = await run(launcher, `inner:${port}`, 'echo in');
    expect(result.stdout).toBe('in\n');
    await expect(launch(launcher, `nobody-here@inner:${port}`, 'true')).rejects.toThrow(
      `inner: authentication: Permission denied (publickey) for nobody-here; tried ${sshds.identity}; ` +
        `try: ssh -p ${port} nobody-here@inner true`,
    );
  });
});

describe('a user with an @ or a +', () => {
  it.each(['ann@example.org', 'dom+ann'])('is the one who logs in: %s', async (user) => {
    const launcher = launcherFor({ gate: [], second: [], inner: [`ProxyJump ${user}@gate`] });
    await expect(launch(launcher, `${user}@second`, 'true')).rejects.toThrow(
      `second: authentication: Permission denied (publickey) for ${user}; `,
    );
    await sshds.get('second').logged(`Invalid user ${user} from`);
    await expect(launch(launcher, 'inner', 'true')).rejects.toThrow(/^inner: on the way there: gate: auth/);
    await sshds.get('gate').logged(`Invalid user ${user} from`);
  });
});

describe('ProxyJump', () => {
  it('goes over two hosts, with one connection to each', async () => {
    const launcher = launcherFor({ gate: [], second: [], inner: ['ProxyJump gate,second'] });
    const logins = (): number => sshds.get('gate').log().split('Accepted publickey').length;
    const before = logins();
    const [one, two] = await Promise.all([
      run(launcher, 'inner', 'echo $SSH_CONNECTION; echo one'),
      run(launcher, 'second', 'echo two'),
    ]);
    expect([one.stdout.split('\n')[1], two.stdout]).toEqual(['one', 'two\n']);
    await run(launcher, 'gate', 'true');
    expect(logins() - before).toBe(1);
  });

  it('may have tokens of the host behind it', async () => {
    const { port } = sshds.get('inner');
    const launcher = launcherFor({
      [`gate-127.0.0.1-${port}`]: [],
      'by-inner': ['User nobody-here'],
      inner: ['ProxyJump %r@by-%n,gate-%h-%p'],
    });
    expect((await run(launcher, 'inner', 'echo in')).stdout).toBe('in\n');
  });

  it('checks the key of each host on the way', async () => {
    const launcher = launcherFor({ gate: [], inner: ['ProxyJump gate'] }, ['inner']);
    await expect(launch(launcher, 'inner', 'true')).rejects.toThrow(
      /^inner: on the way there: gate: host key: Host key verification failed: .* is not in known_hosts/,
    );
    const other = launcherFor({ gate: [], inner: ['ProxyJump gate'] }, ['gate']);
    await expect(launch(other, 'inner', 'true')).rejects.toThrow(
      /^inner: host key: Host key verification failed: .* is not in known_hosts/,
    );
  });

  it('ends the processes on a host when a connection on the way breaks', async () => {
    const launcher = launcherFor({ gate: [], inner: ['ProxyJump gate'] });
    const onInner = await launch(launcher, 'inner', 'echo up; exec cat');
    await readLine(onInner.stdout);
    const onGate = await launch(launcher, 'gate', 'echo $PPID; exec cat');
    process.kill(Number(await readLine(onGate.stdout)), 'SIGKILL');
    expect(await onInner.ended).toEqual({
      exitCode: null,
      reason: 'connection lost: the host closed it',
    });
  });
});

describe('a host that cannot be reached', () => {
  it('has no address', async () => {
    const launcher = launcherFor({});
    await expect(launch(launcher, 'no-such-host.invalid', 'true')).rejects.toThrow(
      /^no-such-host.invalid: resolving: no-such-host.invalid: (Name or service not known|Temporary failure)/,
    );
  });

  it('is not waited for once the launcher is closed', async () => {
    const port = await listen((socket) => socket.resume());
    const launcher = launcherFor({ pi113: [] });
    const launching = launch(launcher, `pi113:${port}`, 'true');
    const refused = expect(launching).rejects.toThrow('The launcher was closed');
    await launcher.close();
    await refused;
  });

  it('has an ssh_config that cannot be read', async () => {
    const launcher = launcherFor({ pi113: ['Prot 22'] });
    await expect(launch(launcher, 'pi113', 'true')).rejects.toThrow(
      /^pi113: resolving: .*Bad configuration option: prot/,
    );
  });
});

describe('a host that hangs', () => {
  it('keeps no connection open once the launcher is closed', async () => {
    const sockets = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;
    await expect.poll(sockets, { timeout: 10_000 }).toBe(0);
    const launcher = launcherFor({ inner: [] });
    const started = await launch(launcher, 'inner', 'echo $PPID; exec cat');
    const session = Number(await readLine(started.stdout));
    process.kill(session, 'SIGSTOP');
    expect(sockets()).toBe(1);
    await launcher.close();
    await expect.poll(sockets).toBe(0);
    process.kill(session, 'SIGKILL');
  });
});

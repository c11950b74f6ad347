import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { closing, makeKey, publicKey } from '@task-distributor/testing';
import { execa } from 'execa';
import { beforeAll, describe, expect, it } from 'vitest';
import { createOpensshLauncher } from '../../src/ssh/openssh-launcher.ts';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import { run } from './run-on-host.ts';
import { userLines, useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi1']);
const { folder } = sshds;
const ways = { ssh2: createSshLauncher, openssh: createOpensshLauncher };
let otherKey: string;

beforeAll(() => {
  otherKey = publicKey(makeKey(join(folder, 'other')));
});

/** Writes ssh_config. Of two lines about the same, the first counts. */
function configure(first: readonly string[], host = 'pi1'): void {
  const { port } = sshds.get();
  const last = ['HostName 127.0.0.1', `Port ${port}`, 'GlobalKnownHostsFile None', 'BatchMode yes'];
  writeFileSync(sshds.configFile, [`Host ${host}`, ...first, ...last, ...userLines(sshds), ''].join('\n'));
}

async function doesSshConnect(host: string): Promise<boolean> {
  return (await execa('ssh', ['-F', sshds.configFile, host, 'true'], { reject: false })).exitCode === 0;
}

describe.each(Object.entries(ways))('`none` is a name where OpenSSH takes it for one: %s', (_, create) => {
  const connect = (host = 'pi1'): Promise<string> => {
    const launcher = closing(create({ sshConfigFile: sshds.configFile }));
    return run(launcher, host, 'echo in').then(
      ({ stdout }) => stdout,
      (error: unknown) => (error as Error).message,
    );
  };

  it('HostKeyAlias none, and known_hosts has another key of it', async () => {
    const known = join(folder, 'known-none');
    writeFileSync(known, `none ${otherKey}\n`);
    configure([
      'HostKeyAlias none',
      'StrictHostKeyChecking accept-new',
      `UserKnownHostsFile ${known}`,
      'UpdateHostKeys no',
    ]);
    expect(await doesSshConnect('pi1')).toBe(false);
    expect(await connect()).toMatch(/^pi1: host key: .* has changed/);
    expect(readFileSync(known, 'utf8')).toBe(`none ${otherKey}\n`);
  });

  it('User none', async () => {
    configure(['User none']);
    expect(await doesSshConnect('pi1')).toBe(false);
    expect(await connect()).toMatch(/^pi1: authentication: .*Permission denied/);
  });

  it('HostName none', async () => {
    configure(['HostName none'], '127.0.0.1');
    expect(await doesSshConnect('127.0.0.1')).toBe(false);
    expect(await connect('127.0.0.1')).toMatch(/^127.0.0.1: resolving: .*none/);
  });

  it('but not as IdentityFile, ProxyJump and GlobalKnownHostsFile, in whatever case', async () => {
    configure(['IdentityFile NONE', 'ProxyJump None']);
    expect(await doesSshConnect('pi1')).toBe(true);
    expect(await connect()).toBe('in\n');
  });
});

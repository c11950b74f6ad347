import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSshLauncher } from '../../src/ssh/ssh-launcher.ts';
import type { SshLauncherOptions } from '../../src/ssh/ssh-launcher-options.ts';
import { run } from './run-on-host.ts';
import { closing, makeKey, publicKey, type Sshd } from '@task-distributor/testing';
import { useSshds } from './use-sshds.ts';

const sshds = useSshds(['pi113'], { hostKeyTypes: ['ed25519', 'rsa', 'ecdsa'] });
const { folder, knownHosts } = sshds;
let sshd: Sshd;
let name: string;
let otherKey: string;

beforeAll(() => {
  otherKey = publicKey(makeKey(join(folder, 'other')));
  sshd = sshds.get();
  name = `[127.0.0.1]:${sshd.port}`;
});

beforeEach(() => config([]));

function config(lines: string[]): void {
  sshds.configure({ pi113: [...lines, 'GlobalKnownHostsFile none'] });
}

function hostKey(type: string): string {
  return publicKey(join(folder, `pi113-host-${type}`));
}

async function connect(options: SshLauncherOptions = {}): Promise<string> {
  const launcher = closing(createSshLauncher({ sshConfigFile: sshds.configFile, ...options }));
  return (await run(launcher, 'pi113', 'echo in')).stdout;
}

describe('a host key', () => {
  it.each(['ed25519', 'rsa', 'ecdsa'])('that is known by its %s key is taken', async (type) => {
    writeFileSync(knownHosts, `${name} ${hostKey(type)} comment\n`);
    expect(await connect()).toBe('in\n');
  });

  it('that is known under a hashed name is taken', async () => {
    writeFileSync(knownHosts, `${name} ${sshd.hostKey}\n`);
    execaSync('ssh-keygen', ['-H', '-f', knownHosts]);
    expect(readFileSync(knownHosts, 'utf8')).not.toContain('127.0.0.1');
    expect(await connect()).toBe('in\n');
  });

  it('that is known under the name without the port is taken', async () => {
    writeFileSync(knownHosts, `127.0.0.1 ${sshd.hostKey}\n`);
    expect(await connect()).toBe('in\n');
  });

  it('is not condemned by another key for the name without the port', async () => {
    writeFileSync(knownHosts, `127.0.0.1 ${otherKey}\n`);
    await expect(connect()).rejects.toThrow(`${name} is not in known_hosts`);
    expect(await connect({ acceptNew: true })).toBe('in\n');
    expect(readFileSync(knownHosts, 'utf8')).toBe(`127.0.0.1 ${otherKey}\n${name} ${sshd.hostKey}\n`);
  });

  it('that is known under its alias is taken', async () => {
    config(['HostKeyAlias cluster']);
    writeFileSync(knownHosts, `cluster ${sshd.hostKey}\n`);
    expect(await connect()).toBe('in\n');
  });

  it('that is not known is refused', async () => {
    writeFileSync(knownHosts, '');
    await expect(connect()).rejects.toThrow(
      new RegExp(
        String.raw`^pi113: host key: Host key verification failed: \[127.0.0.1\]:\d+ is not in known_hosts ` +
          String.raw`\(it shows ssh-ed25519 SHA256:\S+\); connect once by hand: ssh pi113, or give --accept-new$`,
      ),
    );
    expect(readFileSync(knownHosts, 'utf8')).toBe('');
  });

  it('that has changed is refused, even with --accept-new', async () => {
    const line = `${name} ${otherKey}\n`;
    writeFileSync(knownHosts, line);
    for (const acceptNew of [false, true]) {
      await expect(connect({ acceptNew })).rejects.toThrow(
        `if you know that it was: ssh-keygen -f ${knownHosts} -R '${name}'`,
      );
    }
    expect(readFileSync(knownHosts, 'utf8')).toBe(line);
  });

  it('that is revoked is refused, even if it is known', async () => {
    writeFileSync(knownHosts, `${name} ${sshd.hostKey}\n@revoked * ${sshd.hostKey}\n`);
    await expect(connect({ acceptNew: true })).rejects.toThrow(
      new RegExp(
        String.raw`^pi113: host key: Host key verification failed: the key of \[127.0.0.1\]:\d+ ` +
          String.raw`\(ssh-ed25519 SHA256:\S+\) is marked as revoked; somebody may be intercepting`,
      ),
    );
  });

  it.each(['@cert-authority', '@revoked'])(
    'with a line of %s about another is left to OpenSSH',
    async (marker) => {
      writeFileSync(knownHosts, `${name} ${sshd.hostKey}\n${marker} * ${otherKey}\n`);
      await expect(connect({ acceptNew: true })).rejects.toThrow(
        `pi113: host key: Host key verification failed: known_hosts has a @cert-authority or a @revoked for ${name}, ` +
          'which ssh2 does not support; leave out --via ssh',
      );
    },
  );
});

describe('--accept-new', () => {
  it('adds the key, as ssh-keygen finds it, after a last line without newline', async () => {
    writeFileSync(knownHosts, `elsewhere ${otherKey}`);
    const lines: string[] = [];
    expect(await connect({ acceptNew: true, notify: (line) => lines.push(line) })).toBe('in\n');
    const found = execaSync('ssh-keygen', ['-F', name, '-f', knownHosts]).stdout;
    expect(found).toContain(`${name} ${sshd.hostKey}`);
    expect(execaSync('ssh-keygen', ['-F', 'elsewhere', '-f', knownHosts]).stdout).toContain(otherKey);
    expect(lines).toEqual([
      expect.stringMatching(/^Permanently added '\[127.0.0.1\]:\d+' \(ssh-ed25519 SHA256:/),
    ]);
    expect(await connect()).toBe('in\n');
  });

  it('hashes the name where HashKnownHosts is set', async () => {
    config(['HashKnownHosts yes']);
    writeFileSync(knownHosts, '');
    expect(await connect({ acceptNew: true })).toBe('in\n');
    expect(readFileSync(knownHosts, 'utf8')).toMatch(/^\|1\|\S+\|\S+ ssh-ed25519 \S+\n$/);
    const found = execaSync('ssh-keygen', ['-F', name, '-f', knownHosts]).stdout;
    expect(found).toContain(sshd.hostKey);
  });

  it('creates the file and its folder', async () => {
    config([`UserKnownHostsFile ${folder}/new/known_hosts`]);
    expect(await connect({ acceptNew: true })).toBe('in\n');
    expect(readFileSync(join(folder, 'new/known_hosts'), 'utf8')).toBe(`${name} ${sshd.hostKey}\n`);
  });
});

describe('a known_hosts that is no file', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'a-folder'), { recursive: true });
    rmSync(join(folder, 'dangling'), { force: true });
    symlinkSync(join(folder, 'nowhere', 'known_hosts'), join(folder, 'dangling'));
  });

  it.each(['a-folder', 'dangling'])('is passed over, as ssh does: %s', async (kind) => {
    writeFileSync(knownHosts, `${name} ${sshd.hostKey}\n`);
    // Two paths in one setting are left to the system's ssh.
    config([`UserKnownHostsFile ${folder}/${kind}`, `GlobalKnownHostsFile ${knownHosts}`]);
    expect(await connect()).toBe('in\n');
  });

  it.each(['a-folder', 'dangling'])('gets no new key, and the login goes on: %s', async (kind) => {
    config([`UserKnownHostsFile ${folder}/${kind}`]);
    const lines: string[] = [];
    expect(await connect({ acceptNew: true, notify: (line) => lines.push(line) })).toBe('in\n');
    expect(lines).toEqual([
      expect.stringContaining(`Failed to add '${name}' to the list of known hosts (${folder}/${kind}): `),
    ]);
  });
});

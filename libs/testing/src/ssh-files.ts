import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';

/** Makes a key pair; gives the path of the private one. */
export function makeKey(path: string, type = 'ed25519', passphrase = ''): string {
  rmSync(path, { force: true });
  execaSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', 'test', '-f', path]);
  return path;
}

/** Type and key of `PATH.pub`, without its comment. */
export function publicKey(path: string): string {
  return readFileSync(`${path}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');
}

/** One `Host` of an ssh_config for an sshd of the tests. */
export function hostConfig({ name, port }: SshdAddress, lines: readonly string[] = []): string {
  const all = ['HostName 127.0.0.1', `Port ${port}`, `User ${userInfo().username}`, ...lines];
  return [`Host ${name}`, ...all.map((line) => `  ${line}`), ''].join('\n');
}

/**
 * Writes an `ssh` into FOLDER/bin that reads an ssh_config of the tests instead of the user's.
 * @returns a PATH that has it first
 */
export function pathWithSsh(folder: string, config = join(folder, 'config')): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${config} "$@"\n`, { mode: 0o755 });
  return `${bin}:${process.env['PATH']}`;
}

interface SshdAddress {
  readonly name: string;
  readonly port: number;
}

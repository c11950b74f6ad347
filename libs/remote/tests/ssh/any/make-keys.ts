import { chmodSync, copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { makeKey } from '@task-distributor/testing';

/** The names of the keys that the sshds accept. */
export const acceptedKeys = ['plain', 'rsa', 'locked', 'agent-only'] as const;

/** Makes the keys of users and hosts, the authority that certifies some, and other files that IdentityFile may name. */
export function makeKeys(folder: string): void {
  const at = (name: string): string => join(folder, name);
  const { username } = userInfo();
  mkdirSync(at('with space'));
  for (const name of ['plain', 'stranger', 'agent-only', 'authority', 'certified', 'unlocked']) {
    makeKey(at(name));
  }
  makeKey(at('rsa'), 'rsa');
  const copies = ['open', 'with space/key', `key-of-${username}`, `key-of-${username}-127.0.0.1`];
  for (const name of copies) copyFileSync(at('plain'), at(name));
  chmodSync(at('open'), 0o644);
  copyFileSync(at('unlocked'), at('locked'));
  copyFileSync(at('unlocked.pub'), at('locked.pub'));
  execaSync('ssh-keygen', ['-q', '-p', '-P', '', '-N', 'secret', '-f', at('locked')]);
  writeFileSync(at('nonsense'), 'no key\n');
  certify(folder, 'certified', ['-n', `${username},root,nobody`]);
  copyFileSync(at('certified-cert.pub'), at('with space/certified-cert.pub'));
  makeKey(at('beta-certified'));
  certify(folder, 'beta-certified', ['-h', '-n', '127.0.0.1,alpha,beta,farm']);
}

function certify(folder: string, name: string, args: readonly string[]): void {
  const authority = join(folder, 'authority');
  execaSync('ssh-keygen', ['-q', '-s', authority, '-I', name, ...args, join(folder, `${name}.pub`)]);
}

/** Starts an agent that holds these keys. @returns its process id */
export function startAgent(socket: string, keys: readonly string[]): number {
  const { stdout } = execaSync('ssh-agent', ['-s', '-a', socket]);
  execaSync('ssh-add', ['-q', ...keys], { env: { SSH_AUTH_SOCK: socket } });
  return Number(/SSH_AGENT_PID=(\d+)/.exec(stdout)![1]);
}

/** Only the agent holds the private key. */
export function leaveToAgent(folder: string): void {
  rmSync(join(folder, 'agent-only'));
}

import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { onTestFinished } from 'vitest';

/** A real sshd on 127.0.0.1, with a host key and a port of its own. */
export interface Sshd {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** The line for known_hosts, without the host: type and key. */
  readonly hostKey: string;
  /** Everything that it has logged. */
  log(): string;
  /** Resolves when the log has it so many times. */
  logged(text: string, times?: number): Promise<void>;
  stop(): Promise<void>;
}

export interface SshdOptions {
  folder: string;
  name: string;
  hostKeyTypes?: readonly string[];
  authorizedKeys: string;
  config?: string;
}

export async function startSshd(options: SshdOptions): Promise<Sshd> {
  const { folder, name, hostKeyTypes = ['ed25519'], authorizedKeys, config = '' } = options;
  // As root, sshd wants this folder, which only Debian's service makes.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  const keys = hostKeyTypes.map((type) => makeKey(join(folder, `${name}-host-${type}`), type));
  writeFileSync(join(folder, `${name}-authorized`), authorizedKeys);
  const configFile = join(folder, `${name}-sshd_config`);
  writeFileSync(
    configFile,
    [
      'ListenAddress 127.0.0.1',
      `Port ${port}`,
      ...keys.map((key) => `HostKey ${key}`),
      `AuthorizedKeysFile ${join(folder, `${name}-authorized`)}`,
      `PidFile ${join(folder, `${name}.pid`)}`,
      'StrictModes no',
      'UsePAM no',
      'PasswordAuthentication no',
      'KbdInteractiveAuthentication no',
      'LogLevel VERBOSE',
      'MaxStartups 100',
      // Else bash, as a login shell, reads the user's .bashrc: whatever is in there is no part of the tests.
      'SetEnv SHLVL=2',
      config,
      '',
    ].join('\n'),
  );
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', configFile], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let log = '';
  const listeners = new Set<() => void>();
  sshd.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    for (const listener of listeners) listener();
  });
  const exited = new Promise<void>((resolve) => sshd.once('exit', () => resolve()));
  const logged = (text: string, times = 1): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (log.split(text).length <= times) return;
        listeners.delete(look);
        resolve();
      };
      listeners.add(look);
      void exited.then(() => reject(new Error(`sshd ended:\n${log}`)));
      look();
    });
  await logged('Server listening');
  return {
    name,
    port,
    pid: sshd.pid!,
    hostKey: publicKey(keys[0]!),
    log: () => log,
    logged,
    stop: async () => {
      sshd.kill('SIGTERM');
      await exited;
    },
  };
}

/** A folder that goes with the test, or with `afterAll`. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'td-test-ssh-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

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
export function hostConfig(sshd: Pick<Sshd, 'name' | 'port'>, lines: readonly string[] = []): string {
  const all = ['HostName 127.0.0.1', `Port ${sshd.port}`, `User ${userInfo().username}`, ...lines];
  return [`Host ${sshd.name}`, ...all.map((line) => `  ${line}`), ''].join('\n');
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Whether the process is there, zombies left out. */
export function isRunning(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

/** Closes it when the test is over, however it ends. */
export function closing<T extends { close(): Promise<void> }>(launcher: T): T {
  onTestFinished(() => launcher.close());
  return launcher;
}

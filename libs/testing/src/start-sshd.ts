import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { makeKey, publicKey } from './ssh-files.ts';

/** A real sshd on 127.0.0.1, with a host key and a port of its own. */
export interface Sshd {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  /** Type and key, as in known_hosts after the host. */
  readonly hostKey: string;
  /** Everything that it has logged. */
  log(): string;
  /** Resolves when the log contains the text that many times. */
  logged(text: string, times?: number): Promise<void>;
  stop(): Promise<void>;
}

export interface SshdOptions {
  readonly folder: string;
  readonly name: string;
  readonly hostKeyTypes?: readonly string[];
  readonly authorizedKeys: string;
  /** More lines of sshd_config. */
  readonly config?: string;
}

export async function startSshd(options: SshdOptions): Promise<Sshd> {
  const { folder, name, hostKeyTypes = ['ed25519'] } = options;
  // As root, sshd wants this folder, which only Debian's service makes.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const port = await freePort();
  const keys = hostKeyTypes.map((type) => makeKey(join(folder, `${name}-host-${type}`), type));
  const sshd = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', writeConfig(options, port, keys)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = new Promise<void>((resolve) => sshd.once('exit', () => resolve()));
  const { log, logged } = followLog(sshd, exited);
  await logged('Server listening');
  const stop = async () => {
    sshd.kill('SIGTERM');
    await exited;
  };
  return { name, port, pid: sshd.pid!, hostKey: publicKey(keys[0]!), log, logged, stop };
}

/** Writes sshd_config and the authorized keys; gives the path of the former. */
function writeConfig(
  { folder, name, authorizedKeys, config = '' }: SshdOptions,
  port: number,
  hostKeys: readonly string[],
): string {
  const authorized = join(folder, `${name}-authorized`);
  writeFileSync(authorized, authorizedKeys);
  const path = join(folder, `${name}-sshd_config`);
  const lines = [
    'ListenAddress 127.0.0.1',
    `Port ${port}`,
    ...hostKeys.map((key) => `HostKey ${key}`),
    `AuthorizedKeysFile ${authorized}`,
    `PidFile ${join(folder, `${name}.pid`)}`,
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'LogLevel VERBOSE',
    'MaxStartups 100',
    // Otherwise bash, as a login shell, reads the user's .bashrc, whose contents are no part of the tests.
    'SetEnv SHLVL=2',
    config,
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** What an sshd logs on stderr. */
function followLog(sshd: ChildProcess, exited: Promise<void>): Pick<Sshd, 'log' | 'logged'> {
  let log = '';
  const listeners = new Set<() => void>();
  sshd.stderr!.setEncoding('utf8').on('data', (text: string) => {
    log += text;
    for (const listener of listeners) listener();
  });
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
  return { log: () => log, logged };
}

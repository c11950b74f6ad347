import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Transform } from 'node:stream';
import { limitConcurrency, untilAborted } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '../host-address.ts';
import type { Launcher, ProcessEnd, HostProcess } from '../launcher.ts';
import { lastLine, opensshRefusal } from './openssh-refusal.ts';
import { sshArguments } from './read-ssh-settings.ts';
import { sshError } from './ssh-error.ts';
import type { SshLauncherOptions } from './ssh-launcher.ts';

// What ssh itself ends with, whatever went wrong.
const sshFailed = 255;
// How long after stop() a worker that minds neither SIGTERM nor the end of stdin is given up.
const graceMilliseconds = { SIGTERM: 10_000, SIGKILL: 2_000 };

/**
 * Starts workers by the system's ssh, for what ssh2 cannot do: Kerberos, hardware keys, certificates, ProxyCommand.
 * One connection a host: a master in the background (ssh_config's ControlMaster), which the workers share. Everything is
 * as the user's ssh has it, but for BatchMode, keepalive and ConnectTimeout (15 s unless given), and the host key rules
 * are ssh_config's own.
 */
export function createOpensshLauncher(options: SshLauncherOptions = {}): Launcher {
  const { maxConnecting = 64 } = options;
  const limit = limitConcurrency(maxConnecting);
  const masters = new Map<string, Promise<Master>>();
  const workers = new Set<HostProcess>();
  const closing = new AbortController();
  let masterCount = 0;
  let folder: Promise<string> | undefined;

  const masterOf = async (host: HostAddress): Promise<Master> => {
    const key = formatHostAddress(host);
    const old = masters.get(key);
    if (old !== undefined && (await isAlive(await old))) return old;
    // Somebody else may have come here first.
    if (masters.get(key) === old) {
      folder ??= privateFolder();
      const number = ++masterCount;
      const made = folder.then((path) => limit(() => startMaster(host, join(path, String(number)), options)));
      masters.set(key, made);
      made.catch(() => masters.delete(key));
    }
    return masters.get(key)!;
  };

  const start = async (host: HostAddress, commandLine: string, signal: AbortSignal): Promise<HostProcess> => {
    const master = await masterOf(host);
    signal.throwIfAborted();
    const worker = await startWorker(master, commandLine);
    workers.add(worker);
    void worker.ended.then(() => workers.delete(worker));
    return worker;
  };

  return {
    name: 'openssh',
    home: null,
    maxProcesses: Infinity,
    isHere: () => false,
    start: (host, commandLine, signal) => {
      const either = AbortSignal.any([signal, closing.signal]);
      return untilAborted(start(host, commandLine, either), either);
    },
    close: async () => {
      closing.abort(new Error('The launcher was closed'));
      for (const worker of workers) worker.stop('SIGKILL');
      await Promise.all([...workers].map(({ ended }) => ended));
      const all = await Promise.allSettled(masters.values());
      await Promise.all(all.map((made) => (made.status === 'fulfilled' ? endMaster(made.value) : undefined)));
      if (folder !== undefined) await rm(await folder, { recursive: true, force: true });
    },
  };
}

/** Slow to load, and nobody needs it who goes by ssh2. */
async function loadExeca() {
  return (await import('execa')).execa;
}

/** A connection that waits in the background, reached by the socket. */
interface Master {
  readonly host: HostAddress;
  readonly socket: string;
  readonly arguments: readonly string[];
}

/** The path of a socket has at most 104 characters, and ssh adds 17 to it while it makes one. */
function privateFolder(): Promise<string> {
  const parent = tmpdir().length > 60 ? '/tmp' : tmpdir();
  return mkdtemp(join(parent, 'td-ssh-'));
}

/**
 * Connects and logs in. The master stays for half a minute after its last worker, so that it goes even where close()
 * is never called.
 * @throws TdError with ssh's own words
 */
async function startMaster(
  host: HostAddress,
  socket: string,
  { acceptNew = false, connectTimeoutSeconds = 15, sshConfigFile }: SshLauncherOptions,
): Promise<Master> {
  const common = [
    ...['-o', 'BatchMode=yes', '-T', '-S', socket],
    ...(acceptNew ? ['-o', 'StrictHostKeyChecking=accept-new'] : []),
    ...['-o', `ConnectTimeout=${connectTimeoutSeconds}`],
    ...['-o', 'ServerAliveInterval=5', '-o', 'ServerAliveCountMax=2'],
  ];
  const target = sshArguments(host, sshConfigFile);
  const log = `${socket}.log`;
  const master = ['-f', '-N', '-o', 'ControlMaster=yes', '-o', 'ControlPersist=30', '-E', log];
  // Nothing of ours may be its stderr: it lives on in the background, and a pipe would never end.
  const execa = await loadExeca();
  const result = await execa('ssh', [...common, ...master, ...target], {
    reject: false,
    stdio: 'ignore',
    timeout: 4000 * connectTimeoutSeconds,
  });
  if (result.failed) {
    if (result.code === 'ENOENT') {
      const advice = 'install the package openssh-client';
      throw sshError(host, 'connecting', result.shortMessage ?? 'ssh failed', { cause: result, advice });
    }
    const instead = result.timedOut ? 'no answer' : (result.shortMessage ?? 'ssh failed');
    throw opensshRefusal(host, await readFile(log, 'utf8').catch(() => ''), instead);
  }
  return { host, socket, arguments: [...common, '-o', 'ControlMaster=no', ...target] };
}

async function isAlive(master: Master): Promise<boolean> {
  return (await control(master, 'check')).exitCode === 0;
}

async function endMaster(master: Master): Promise<void> {
  await control(master, 'exit');
}

async function control(
  { socket, arguments: sshArgs }: Master,
  command: 'check' | 'exit',
): Promise<{ exitCode?: number }> {
  const execa = await loadExeca();
  return execa('ssh', ['-S', socket, '-O', command, ...sshArgs], {
    reject: false,
    stdio: 'ignore',
    timeout: 5000,
  });
}

/**
 * ssh hands no signal on. So stop() ends stdin, at which our workers and the wrapper of the original's stop, and after
 * a grace ends the local ssh; a command that does not mind the end of its stdin runs on.
 */
async function startWorker(master: Master, commandLine: string): Promise<HostProcess> {
  const execa = await loadExeca();
  const subprocess = execa('ssh', [...master.arguments, commandLine], {
    stdin: 'pipe',
    buffer: false,
    reject: false,
    // Ctrl-C is td-dispatch's to hear.
    detached: true,
    cleanup: false,
  });
  const { stdin } = subprocess;
  stdin.on('error', () => undefined);
  const words = keepLastLine();
  const stdout = subprocess.stdout.pipe(new PassThrough());
  const stderr = subprocess.stderr.pipe(words.stream);
  let grace: NodeJS.Timeout | undefined;
  const ended = subprocess.then(({ exitCode, signal }): ProcessEnd => {
    clearTimeout(grace);
    if (exitCode === sshFailed) return { exitCode: null, reason: words.last() ?? 'connection failed' };
    if (exitCode !== undefined) return { exitCode };
    return { exitCode: null, reason: signal ? 'did not stop; its channel was closed' : 'ssh did not start' };
  });
  // The master has got our pipes, and holds them as long as the command does: they do not end with the local ssh.
  const giveUp = (): void => {
    subprocess.kill('SIGKILL');
    for (const [pipe, end] of [
      [subprocess.stdout, stdout],
      [subprocess.stderr, stderr],
    ] as const) {
      pipe.unpipe(end);
      pipe.destroy();
      end.end();
    }
  };
  const stop = (signal: 'SIGTERM' | 'SIGKILL'): void => {
    stdin.end();
    clearTimeout(grace);
    grace = setTimeout(giveUp, graceMilliseconds[signal]);
    void ended.then(() => clearTimeout(grace));
  };
  return { stdin, stdout, stderr, ended, stop };
}

/** Lets a stream through, and knows its last line. */
function keepLastLine(): { stream: Transform; last: () => string | null } {
  let tail = '';
  const stream = new Transform({
    transform(chunk: Buffer, _encoding, callback) {
      tail = (tail + chunk.toString('utf8')).slice(-4096);
      callback(null, chunk);
    },
  });
  return { stream, last: () => lastLine(tail) };
}

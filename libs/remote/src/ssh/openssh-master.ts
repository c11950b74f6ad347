import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { errorCode, onAbort, shortageOf } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import { ProcessGroup } from '../process-group.ts';
import { startQuietChild } from '../start-child.ts';
import type { SessionConnection } from './host-sessions.ts';
import { isListening } from './is-listening.ts';
import { opensshRefusal } from './openssh-refusal.ts';
import { startOpensshSession } from './openssh-session.ts';
import { connectionOptions, connectSeconds, sessionOptions } from './openssh-settings.ts';
import type { PrintedSettings } from './printed-settings.ts';
import { sshArguments } from './ssh-arguments.ts';
import { sshError } from './ssh-error.ts';
import { type SshLauncherOptions, sshTiming } from './ssh-launcher-options.ts';

/** A connection that an ssh in the background holds, and that other ssh processes use through its socket. */
export interface OpensshMaster extends SessionConnection {
  isAlive(): Promise<boolean>;
  end(): Promise<void>;
}

export interface MasterTarget {
  readonly host: HostAddress;
  readonly settings: PrintedSettings;
  /** Path of the socket to create. */
  readonly socket: string;
}

/**
 * Connects and logs in. The master stays for half a minute after its last process, so that it ends even where `end` is
 * never called.
 * @throws TdError with ssh's own words; the signal's reason
 */
export async function startOpensshMaster(
  target: MasterTarget,
  options: SshLauncherOptions,
  signal: AbortSignal,
): Promise<OpensshMaster> {
  const { host, settings, socket } = target;
  const timing = sshTiming(options.timing);
  const session = [...sessionOptions(settings), '-S', socket];
  await connectInBackground(target, options, signal);
  const end = async (): Promise<void> => {
    // Slow to load, and needed only here.
    const { execa } = await import('execa');
    const args = [...session, '-O', 'exit', '--', host.name];
    await execa('ssh', args, { reject: false, stdio: 'ignore', timeout: 5_000 });
  };
  if (signal.aborted) {
    await end();
    throw signal.reason;
  }
  return {
    isAlive: () => isListening(socket),
    start: (commandLine, starting) =>
      startOpensshSession({ host, session, socket, timing }, commandLine, starting),
    end,
  };
}

/** Resolves when the connection is in the background. Until then, ssh can be killed with all that it has started. */
async function connectInBackground(
  { host, settings, socket }: MasterTarget,
  options: SshLauncherOptions,
  signal: AbortSignal,
): Promise<void> {
  const log = `${socket}.log`;
  const config = options.sshConfigFile;
  const args = [
    '-T',
    '-f',
    '-N',
    '-S',
    socket,
    ...connectionOptions(settings, options, sshTiming(options.timing)),
    ...sshArguments(host, config),
  ];
  const logFile = await open(log, 'w');
  const ssh = await startQuietChild(host.name, { program: 'ssh', args, tasks: 3 }, logFile.fd, signal)
    .catch((error: unknown) => {
      throw notStarted(host, error);
    })
    .finally(() => logFile.close());
  let isTooLate = false;
  const kill = (): void => void new ProcessGroup(ssh.pid!).signal('SIGKILL');
  const timer = setTimeout(
    () => {
      isTooLate = true;
      kill();
    },
    4000 * connectSeconds(options),
  );
  const stopListening = onAbort(signal, kill);
  const [exitCode] = (await once(ssh, 'exit')) as [number | null];
  clearTimeout(timer);
  stopListening();
  if (exitCode === 0) return;
  signal.throwIfAborted();
  const text = await readFile(log, 'utf8').catch(() => '');
  throw opensshRefusal(host, text, isTooLate ? 'no answer' : `ssh exited ${exitCode}`);
}

function notStarted(host: HostAddress, error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  if (errorCode(cause) !== 'ENOENT' || shortageOf(cause) !== null) return error;
  const advice = 'install the package openssh-client';
  return sshError(host, 'connecting', 'ssh is not installed', { cause, advice });
}

import { readFile } from 'node:fs/promises';
import { shortageOf } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import type { HostProcess } from '../launcher.ts';
import { startChild } from '../start-child.ts';
import { turnToSpawn } from '../turn-to-spawn.ts';
import { OpensshProcess } from './openssh-process.ts';
import { opensshRefusal } from './openssh-refusal.ts';
import { sshArguments } from './ssh-arguments.ts';
import { sshError } from './ssh-error.ts';
import { type SshLauncherOptions, type SshTiming, sshTiming } from './ssh-launcher-options.ts';

/** A connection that an ssh in the background holds, and that other ssh processes use through its socket. */
export interface OpensshMaster {
  isAlive(): Promise<boolean>;
  /** @throws TdError; the signal's reason */
  start(commandLine: string, signal: AbortSignal): Promise<HostProcess>;
  end(): Promise<void>;
}

/**
 * Connects and logs in. The master stays for half a minute after its last process, so that it ends even where `end` is
 * never called.
 * @throws TdError with ssh's own words; the signal's reason
 */
export async function startOpensshMaster(
  host: HostAddress,
  socket: string,
  options: SshLauncherOptions,
  signal: AbortSignal,
): Promise<OpensshMaster> {
  const timing = sshTiming(options.timing);
  const target = sshArguments(host, options.sshConfigFile);
  const common = ['-T', '-S', socket, ...settingsArguments(options, timing)];
  // Slow to load, and not needed with ssh2.
  const { execa } = await import('execa');
  const controlOptions = { reject: false, stdio: 'ignore', timeout: 5000 } as const;
  const control = (command: 'check' | 'exit') =>
    execa('ssh', ['-S', socket, '-O', command, ...target], controlOptions);
  const log = `${socket}.log`;
  const background = ['-f', '-N', '-o', 'ControlMaster=yes', '-o', 'ControlPersist=30', '-E', log];
  await turnToSpawn();
  // It must not inherit a pipe, which would stay open as long as it runs in the background.
  const result = await execa('ssh', [...common, ...background, ...target], {
    reject: false,
    stdio: 'ignore',
    timeout: 4000 * (options.connectTimeoutSeconds ?? defaultConnectSeconds),
    cancelSignal: signal,
  });
  if (result.isCanceled) {
    // It may be in the background already.
    await control('exit');
    throw signal.reason;
  }
  if (result.failed) throw await masterError(host, result, log);
  return {
    isAlive: async () => (await control('check')).exitCode === 0,
    start: async (commandLine, starting) => {
      const shared = [...common, '-o', 'ControlMaster=no', ...target, commandLine];
      const ssh = { program: 'ssh', args: shared, tasks: 1 };
      return new OpensshProcess(await startChild(host.name, ssh, starting), timing);
    },
    end: async () => void (await control('exit')),
  };
}

function settingsArguments(options: SshLauncherOptions, { keepaliveSeconds }: SshTiming): string[] {
  const settings = [
    'BatchMode=yes',
    `ConnectTimeout=${options.connectTimeoutSeconds ?? defaultConnectSeconds}`,
    `ServerAliveInterval=${Math.ceil(keepaliveSeconds)}`,
    'ServerAliveCountMax=2',
    ...(options.acceptNew ? ['StrictHostKeyChecking=accept-new'] : []),
  ];
  return settings.flatMap((setting) => ['-o', setting]);
}

async function masterError(
  host: HostAddress,
  result: { code?: string | undefined; shortMessage?: string | undefined; timedOut: boolean },
  log: string,
): Promise<Error> {
  const message = result.shortMessage ?? 'ssh failed';
  if (result.code === 'ENOENT') {
    const advice = 'install the package openssh-client';
    return sshError(host, 'connecting', message, { cause: result, advice });
  }
  if (shortageOf(result) !== null) return sshError(host, 'connecting', message, { cause: result });
  const text = await readFile(log, 'utf8').catch(() => '');
  return opensshRefusal(host, text, result.timedOut ? 'no answer' : message);
}

const defaultConnectSeconds = 15;

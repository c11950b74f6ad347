import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { errorCode, onAbort, shortageOf } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import { ProcessGroup } from '../process-group.ts';
import { startQuietChild } from '../start-child.ts';
import { addedKeys } from './added-keys.ts';
import { endOpensshMaster } from './end-openssh-master.ts';
import type { SessionConnection } from './host-sessions.ts';
import { isListening } from './is-listening.ts';
import { type HostBehind, hopRefusal } from './hop-refusal.ts';
import { silentAgent, withLockedKeys } from './login-keys.ts';
import { opensshRefusal } from './openssh-refusal.ts';
import { startOpensshSession } from './openssh-session.ts';
import { connectionOptions, connectSeconds, sessionOptions } from './openssh-settings.ts';
import { sshArguments } from './ssh-arguments.ts';
import { sshError, SshError } from './ssh-error.ts';
import { type SshLauncherOptions, sshTiming } from './ssh-launcher-options.ts';
import { sshMessages } from './ssh-messages.ts';
import { withGreeting } from './what-it-sent.ts';

/** A connection that an ssh in the background holds, and that other ssh processes use through its socket. */
export interface OpensshMaster extends SessionConnection {
  isAlive(): Promise<boolean>;
  end(): Promise<void>;
}

export interface MasterTarget extends HostBehind {
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
  if (signal.aborted) {
    await endOpensshMaster(socket);
    throw signal.reason;
  }
  return {
    isAlive: () => isListening(socket),
    start: (commandLine, starting) =>
      startOpensshSession({ host, session, socket, timing }, commandLine, starting),
    end: () => endOpensshMaster(socket),
  };
}

/** Resolves when the connection is in the background. Until then, ssh can be killed with all that it has started. */
async function connectInBackground(
  target: MasterTarget,
  options: SshLauncherOptions,
  signal: AbortSignal,
): Promise<void> {
  const { host, settings, socket } = target;
  const given = connectionOptions(settings, options, sshTiming(options.timing));
  const words = ['-T', '-f', '-N', '-S', socket, ...given, ...sshArguments(host, options.sshConfigFile)];
  const log = `${socket}.log`;
  const logFile = await open(log, 'w');
  const ssh = await startQuietChild(host.name, { program: 'ssh', args: words, tasks: 3 }, logFile.fd, signal)
    .catch((error: unknown) => {
      throw notStarted(host, error);
    })
    .finally(() => logFile.close());
  const tooLate = await untilExit(ssh, target, options, signal);
  const { exitCode, signalCode: killedBy } = ssh;
  const text = await readFile(log, 'utf8').catch(() => '');
  for (const line of addedKeys(text)) options.notify?.(line);
  if (exitCode === 0) return;
  signal.throwIfAborted();
  if (tooLate instanceof SshError) throw tooLate;
  const end = exitCode === null ? sshMessages.sshKilled(killedBy) : sshMessages.opensshExited(exitCode);
  const refusal = opensshRefusal(host, text, tooLate === null ? end : sshMessages.noAnswerAtAll);
  throw await moreOnTheWay(refusal, target, options, signal);
}

/** Kills ssh when the signal is aborted, or when it takes too long. @returns why; null = it has ended by itself */
async function untilExit(
  ssh: ChildProcess,
  target: MasterTarget,
  options: SshLauncherOptions,
  signal: AbortSignal,
): Promise<SshError | 'too late' | null> {
  const { agentSeconds } = sshTiming(options.timing);
  const seconds = connectSeconds(options);
  const asking = new AbortController();
  let reason: SshError | 'too late' | null = null;
  const kill = (why: SshError | 'too late' | null): void => {
    if (why === null || asking.signal.aborted) return;
    reason ??= why;
    new ProcessGroup(ssh.pid!).signal('SIGKILL');
  };
  const timers = [
    setTimeout(() => kill('too late'), 4000 * seconds),
    // So that the answer is there when a step may have taken long enough.
    setTimeout(
      () => void silentAgent(target, agentSeconds, asking.signal).then(kill),
      1000 * Math.max(0, seconds - agentSeconds),
    ),
  ];
  const stopListening = onAbort(signal, () => kill('too late'));
  // It may have ended already: closing the log has taken a moment.
  if (ssh.exitCode === null && ssh.signalCode === null) await once(ssh, 'exit');
  asking.abort();
  timers.forEach(clearTimeout);
  stopListening();
  return reason;
}

/** Where no keys were exchanged, a host behind others may not have been reached at all; else, our own keys may be why. */
async function moreOnTheWay(
  refusal: SshError,
  target: MasterTarget,
  options: SshLauncherOptions,
  signal: AbortSignal,
): Promise<unknown> {
  const { step } = refusal.failure;
  if (step !== 'connecting' && step !== 'key exchange') {
    return withLockedKeys(refusal, target, sshTiming(options.timing).agentSeconds, signal);
  }
  return (await hopRefusal(target, options, signal)) ?? withGreeting(refusal, target, signal);
}

function notStarted(host: HostAddress, error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  if (errorCode(cause) !== 'ENOENT' || shortageOf(cause) !== null) return error;
  return sshError(host, 'connecting', sshMessages.opensshMissing, {
    cause,
    advice: sshMessages.installOpenssh,
  });
}

import { sleep, untilAborted, withPatience } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import type { HostProcess, ProcessEnd } from '../launcher.ts';
import { startChild } from '../start-child.ts';
import { isListening } from './is-listening.ts';
import { lostOrKilled, OpensshProcess, sshFailed } from './openssh-process.ts';
import { announced, untilShellStarts } from './shell-start.ts';
import { sessionRefused } from './ssh-error.ts';
import type { SshTiming } from './ssh-launcher-options.ts';
import { sshMessages } from './ssh-messages.ts';

/** A connection in the background, for an ssh that starts a process over it. */
export interface OpensshShare {
  readonly host: HostAddress;
  /** The options of such an ssh. */
  readonly session: readonly string[];
  readonly socket: string;
  readonly timing: SshTiming;
}

/**
 * Starts a command line over a connection in the background.
 * @throws SessionRefused; TdError; the signal's reason
 */
export async function startOpensshSession(
  { host, session, socket, timing }: OpensshShare,
  commandLine: string,
  signal: AbortSignal,
): Promise<HostProcess> {
  const args = [...session, '-T', '--', host.name, announced(commandLine)];
  const ssh = await startChild(host.name, { program: 'ssh', args, tasks: 1 }, signal);
  const process = new OpensshProcess(ssh, timing);
  const started = await untilShellStarts(process, { host, seconds: timing.shellSeconds }, signal);
  // Its words on stderr can come after the end of its stdout.
  if (process.stdout.readableEnded)
    await withPatience(
      untilAborted(process.ended, signal).catch(() => null),
      endMilliseconds,
    );
  if (process.refusal !== null) throw sessionRefused(host, process.refusal);
  return { ...started, ended: process.ended.then((end) => told(end, socket)) };
}

/** ssh exits 255 both if the command was killed and if the connection was lost. */
async function told(end: ProcessEnd, socket: string): Promise<ProcessEnd> {
  if (end !== lostOrKilled) return end;
  // A connection that is lost takes a moment to go.
  await sleep(100);
  return (await isListening(socket)) ? { exitCode: null, reason: sshMessages.killedOnHost(sshFailed) } : end;
}

const endMilliseconds = 2_000;

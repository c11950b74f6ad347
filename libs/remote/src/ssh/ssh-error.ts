import { TdError } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import { sshCommand } from './ssh-command.ts';
import { sshMessages } from './ssh-messages.ts';

/** What was being done when a connection failed, in the order in which it is done. */
export type SshStep =
  | 'resolving'
  | 'connecting'
  | 'key exchange'
  | 'host key'
  | 'authentication'
  | 'opening a channel'
  | 'starting the command';

/** Where and why a connection could not be made, or a process on it not be started. */
interface SshFailure {
  readonly host: HostAddress;
  /** The host on the way there that it is about; null = the host itself. */
  readonly hop: HostAddress | null;
  readonly step: SshStep;
  readonly reason: string;
  /** null = the command with which a person sees the same; or another way, where the system's ssh may succeed. */
  readonly advice: string | null;
  /** Why the system's ssh may succeed where ssh2 has failed; null = it would fail, too. */
  readonly beyondSsh2: string | null;
  /** A command that mends it, or shows more. */
  readonly command: string;
  readonly code: string;
}

/** `pi113: connecting: Connection refused; try: ssh pi@pi113 true`, with the code of the step. */
export class SshError extends TdError {
  readonly failure: SshFailure;

  constructor(failure: SshFailure, cause?: unknown) {
    const { host, code } = failure;
    super(`${host.name}: ${complaintOf(failure)}; ${wayOut(failure)}`, {
      code,
      host: host.name,
      cause,
    });
    this.failure = failure;
  }

  /** The message without the host, and without the general way out, where `command` is shown instead. */
  get besideCommand(): string {
    const { host, advice } = this.failure;
    const isGeneral = advice === null || advice === generalAdvice(host);
    return isGeneral ? complaintOf(this.failure) : `${complaintOf(this.failure)}; ${advice}`;
  }
}

function complaintOf({ hop, step, reason }: SshFailure): string {
  const way = hop === null ? '' : `${sshMessages.onTheWay(hop.name)}: `;
  return `${way}${step}: ${reason}`;
}

/** For whatever fails: the command is about the host itself, since one on the way may be reached by hand in another way. */
export function generalAdvice(host: HostAddress): string {
  return sshMessages.tryCommand(sshCommand(host, 'true'));
}

/** The host takes no further session on a connection. */
export class SessionRefused extends SshError {}

interface SshFacts {
  readonly advice?: string;
  /** Default: the one with which a person sees the same. */
  readonly command?: string;
  readonly cause?: unknown;
  /** Why the system's ssh may succeed. */
  readonly beyondSsh2?: string | null;
  /** Instead of the step's. */
  readonly code?: string;
}

export function sshError(
  host: HostAddress,
  step: SshStep,
  reason: string,
  { advice, command, cause, beyondSsh2 = null, code = codes[step] }: SshFacts = {},
): SshError {
  const toType = command ?? sshCommand(host, 'true');
  const failure = {
    host,
    hop: null,
    step,
    reason,
    advice: advice ?? null,
    command: toType,
    beyondSsh2,
    code,
  };
  return new SshError(failure, cause);
}

/** What a host says that takes no further session, with the way out. */
export function sessionRefused(host: HostAddress, reason: string): SessionRefused {
  return new SessionRefused({
    host,
    hop: null,
    step: 'opening a channel',
    reason,
    advice: sshMessages.allowSessions,
    command: sshCommand(host, 'true'),
    beyondSsh2: null,
    code: 'E_SSH_NO_SESSION',
  });
}

/** A hop does not permit connections to the host behind it. */
export function hopRefuses(host: HostAddress, hop: string, words: string): SshError {
  const advice = sshMessages.allowForwarding(hop);
  return sshError(host, 'connecting', sshMessages.hopRefuses(hop, words), { advice });
}

/** An error about a host on the way to `target`, as an error about `target`. */
export function onTheWay(error: unknown, target: HostAddress): unknown {
  if (!(error instanceof SshError) || error.host === target.name) return error;
  return new SshError({ ...error.failure, host: target, hop: error.failure.host }, error.cause);
}

function wayOut({ host, advice, beyondSsh2 }: SshFailure): string {
  if (advice !== null) return advice;
  return beyondSsh2 === null ? generalAdvice(host) : sshMessages.leaveOutVia;
}

/** The code of a host that speaks no SSH, or none that this side knows: it is not busy, as it may be where it hangs up. */
export const protocolCode = 'E_SSH_PROTOCOL';

const codes: Record<SshStep, string> = {
  resolving: 'E_SSH_CONNECT',
  connecting: 'E_SSH_CONNECT',
  'key exchange': 'E_SSH_KEY_EXCHANGE',
  'host key': 'E_SSH_HOST_KEY',
  authentication: 'E_SSH_AUTHENTICATION',
  'opening a channel': 'E_SSH_CHANNEL',
  'starting the command': 'E_SSH_SHELL',
};

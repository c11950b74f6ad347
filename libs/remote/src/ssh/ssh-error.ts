import { type Facts, TdError } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import { sshCommand } from './ssh-command.ts';

/** What was being done when a connection failed, in the order in which it is done. */
export type SshStep =
  | 'resolving'
  | 'connecting'
  | 'key exchange'
  | 'host key'
  | 'authentication'
  | 'opening a channel'
  | 'starting the command';

/** A connection that could not be made. */
export class SshError extends TdError {
  /** Why the system's ssh may succeed where ssh2 has failed; null = it would fail, too. */
  readonly beyondSsh2: string | null;

  constructor(message: string, facts: Facts & { beyondSsh2?: string | null } = {}) {
    super(message, facts);
    this.beyondSsh2 = facts.beyondSsh2 ?? null;
  }
}

/** The host takes no further session on a connection. */
export class SessionRefused extends SshError {}

interface SshFacts {
  readonly advice?: string;
  readonly cause?: unknown;
  /** Why the system's ssh may succeed. */
  readonly beyondSsh2?: string | null;
}

/** `pi113: connecting: Connection refused; try: ssh pi@pi113 true`, with the code of the step. */
export function sshError(
  host: HostAddress,
  step: SshStep,
  reason: string,
  { advice, cause, beyondSsh2 = null }: SshFacts = {},
): SshError {
  const wayOut = advice ?? (beyondSsh2 === null ? `try: ${sshCommand(host, 'true')}` : 'leave out --via ssh');
  return new SshError(`${host.name}: ${step}: ${reason}; ${wayOut}`, {
    code: codes[step],
    host: host.name,
    cause,
    beyondSsh2,
  });
}

/** What a host says that takes no further session, with the way out. */
export function sessionRefused(host: HostAddress, reason: string): SessionRefused {
  const { message, code } = sshError(host, 'opening a channel', reason, {
    advice: 'give the host fewer slots, or a higher MaxSessions in its sshd_config',
  });
  return new SessionRefused(message, { code, host: host.name });
}

/** An error about a host on the way to `target`, as an error about `target`. */
export function onTheWay(error: unknown, target: HostAddress): unknown {
  if (!(error instanceof TdError) || error.host === target.name) return error;
  const { code, exitCode, cause } = error;
  return new SshError(`${target.name}: on the way there: ${error.message}`, {
    code,
    exitCode,
    cause,
    host: target.name,
    beyondSsh2: error instanceof SshError ? error.beyondSsh2 : null,
  });
}

const codes: Record<SshStep, string> = {
  resolving: 'E_SSH_CONNECT',
  connecting: 'E_SSH_CONNECT',
  'key exchange': 'E_SSH_KEY_EXCHANGE',
  'host key': 'E_SSH_HOST_KEY',
  authentication: 'E_SSH_AUTHENTICATION',
  'opening a channel': 'E_SSH_CHANNEL',
  'starting the command': 'E_SSH_SHELL',
};

/** The way out where a host takes no keys. */
export const wantsPassword =
  'the host wants a password, and none is ever asked for: set up a key (ssh-copy-id)';

import { TdError } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import { sshCommand } from './ssh-command.ts';

/** What was being done when a connection failed, in the order in which it is done. */
export type SshStep =
  'resolving' | 'connecting' | 'key exchange' | 'host key' | 'authentication' | 'opening a channel';

/** `pi113: connecting: Connection refused; try: ssh pi@pi113 true`, with the code of the step. */
export function sshError(
  host: HostAddress,
  step: SshStep,
  reason: string,
  { advice, cause }: { advice?: string; cause?: unknown } = {},
): TdError {
  return new TdError(`${host.name}: ${step}: ${reason}; ${advice ?? `try: ${sshCommand(host, 'true')}`}`, {
    code: codes[step],
    host: host.name,
    cause,
  });
}

/** An error about a host on the way to `target`, as an error about `target`. */
export function onTheWay(error: unknown, target: HostAddress): unknown {
  if (!(error instanceof TdError) || error.host === target.name) return error;
  const { code, exitCode, cause } = error;
  return new TdError(`${target.name}: on the way there: ${error.message}`, {
    code,
    exitCode,
    cause,
    host: target.name,
  });
}

/** The advice for what ssh2 does not support. */
export const useOpenssh = 'use --via openssh';

const codes: Record<SshStep, string> = {
  resolving: 'E_SSH_CONNECT',
  connecting: 'E_SSH_CONNECT',
  'key exchange': 'E_SSH_KEY_EXCHANGE',
  'host key': 'E_SSH_HOST_KEY',
  authentication: 'E_SSH_AUTHENTICATION',
  'opening a channel': 'E_SSH_CHANNEL',
};

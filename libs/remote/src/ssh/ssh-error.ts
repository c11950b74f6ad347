import { TdError } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '../host-address.ts';
import { quoteCommand } from '../quote-argument.ts';

/** What was being done when a connection failed, in the order in which it is done. */
export type SshStep =
  'resolving' | 'connecting' | 'key exchange' | 'host key' | 'authentication' | 'opening a channel';

const codes: Record<SshStep, string> = {
  resolving: 'E_SSH_CONNECT',
  connecting: 'E_SSH_CONNECT',
  'key exchange': 'E_SSH_CONNECT',
  'host key': 'E_SSH_HOST_KEY',
  authentication: 'E_SSH_AUTHENTICATION',
  'opening a channel': 'E_SSH_CHANNEL',
};

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

/** The command line with which a person reaches the same host. */
export function sshCommand(host: HostAddress, ...command: string[]): string {
  const port = host.port === null ? [] : ['-p', String(host.port)];
  return quoteCommand(['ssh', ...port, formatHostAddress({ ...host, port: null }), ...command]);
}

/** A network error in OpenSSH's words. */
export function networkErrorMessage(error: unknown): string {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  if (!(first instanceof Error)) return String(first);
  const { code, address, port } = first as NodeJS.ErrnoException & { address?: string; port?: number };
  const text = networkErrors[code ?? ''] ?? first.message;
  return address === undefined ? text : `${text} (${address} port ${port})`;
}

const networkErrors: Record<string, string> = {
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  ETIMEDOUT: 'Connection timed out',
  EHOSTUNREACH: 'No route to host',
  ENETUNREACH: 'Network is unreachable',
  EPIPE: 'Broken pipe',
  ENOTFOUND: 'Name or service not known',
  EAI_AGAIN: 'Temporary failure in name resolution',
};

/** An error about a host before `target` says also where the way was to lead. */
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

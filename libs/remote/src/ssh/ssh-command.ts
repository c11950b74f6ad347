import { formatHostAddress, type HostAddress } from '../host-address.ts';
import { quoteCommand } from '../quote-argument.ts';

/** The command line that gives the host a key of the user's. */
export function copyKeyCommand(host: HostAddress): string {
  const port = host.port === null ? [] : ['-p', String(host.port)];
  return quoteCommand(['ssh-copy-id', ...port, formatHostAddress({ ...host, port: null })]);
}

/** The command line with which a person reaches the same host. */
export function sshCommand(host: HostAddress, ...command: string[]): string {
  const port = host.port === null ? [] : ['-p', String(host.port)];
  return quoteCommand(['ssh', ...port, formatHostAddress({ ...host, port: null }), ...command]);
}

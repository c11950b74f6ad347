import { TdError } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '@task-distributor/remote';

/** Why something on a host has failed, with the host's name. @throws what is no TdError */
export function reasonOf(error: unknown, host: HostAddress): string {
  if (!(error instanceof TdError)) throw error;
  const name = formatHostAddress(host);
  return error.message.startsWith(`${host.name}: `) ? error.message : `${name}: ${error.message}`;
}

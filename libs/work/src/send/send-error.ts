import { TdError } from '@task-distributor/band';
import type { HostAddress } from '@task-distributor/remote';

/** An error that names the host, unless it does already, or is about a file of this machine. */
export function sendError(error: unknown, host: HostAddress): unknown {
  const isAboutHost =
    error instanceof TdError &&
    error.code === unnamedCode &&
    error.host === undefined &&
    error.path === undefined;
  if (!isAboutHost) return error;
  const message = `${host.name}: sending the scene: ${error.message}`;
  return new TdError(message, { code: 'E_SEND', host: host.name, cause: error });
}

/** TdError's own. */
const unnamedCode = 'E_FAILED';

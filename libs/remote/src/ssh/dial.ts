import { once } from 'node:events';
import { connect, isIP, type Socket } from 'node:net';
import { untilAborted, withDeadline } from '@task-distributor/band';
import { networkErrorMessage } from './network-error-message.ts';
import { sshError } from './ssh-error.ts';
import type { SshSettings } from './ssh-settings.ts';
import { sshMessages } from './ssh-messages.ts';

/**
 * Makes a TCP connection to the host.
 * @throws TdError: the name is not known, nobody listens, no answer within the time; the signal's reason
 */
export async function dial(
  { host, address: { hostName, port, family, bindAddress } }: SshSettings,
  milliseconds: number,
  signal: AbortSignal,
): Promise<Socket> {
  signal.throwIfAborted();
  if (!isInFamily(hostName, family)) {
    throw sshError(host, 'resolving', `${hostName}: ${sshMessages.otherFamily}`);
  }
  const socket = connect({
    host: hostName,
    port,
    ...(family !== 0 && { family }),
    ...(bindAddress !== null && { localAddress: bindAddress }),
    // Where a name has several addresses, Node gives each 250 ms: too little for a host that is far away.
    autoSelectFamilyAttemptTimeout: Math.max(2500, milliseconds / 4),
  });
  // An error after this function has ended is followed by `close`.
  socket.on('error', () => undefined);
  try {
    const connected = once(socket, 'connect').catch((cause: NodeJS.ErrnoException) => {
      const reason = networkErrorMessage(cause);
      if (cause.syscall === 'getaddrinfo')
        throw sshError(host, 'resolving', `${hostName}: ${reason}`, { cause });
      throw sshError(host, 'connecting', reason, { cause });
    });
    const tooLate = () => {
      const reason = sshMessages.noAnswerFrom(`${hostName} port ${port}`, milliseconds / 1000);
      return sshError(host, 'connecting', reason);
    };
    await withDeadline(untilAborted(connected, signal), milliseconds, tooLate);
  } catch (error) {
    // With the error, so that nothing waits for the socket any more.
    socket.destroy(error as Error);
    throw error;
  }
  // Every byte of a lifeline and every line of progress is sent at once.
  socket.setNoDelay(true);
  return socket;
}

/** Whether it is a name, or an address that is permitted. Node.js ignores the family where it gets an address. */
function isInFamily(hostName: string, family: 0 | 4 | 6): boolean {
  return family === 0 || [0, family].includes(isIP(hostName));
}

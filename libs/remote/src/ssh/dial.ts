import { connect, type Socket } from 'node:net';
import { networkErrorMessage, sshError } from './ssh-error.ts';
import type { SshSettings } from './read-ssh-settings.ts';

/**
 * A TCP connection to the host.
 * @throws TdError: the name is not known, nobody listens, no answer within the time
 */
export function dial(settings: SshSettings, milliseconds: number, signal: AbortSignal): Promise<Socket> {
  const { host, hostName, port, family, bindAddress } = settings;
  return new Promise((resolve, reject) => {
    const socket = connect({
      host: hostName,
      port,
      ...(family !== 0 && { family }),
      ...(bindAddress !== null && { localAddress: bindAddress }),
      // Node gives an address up after 250 ms where a name has several: too little for a host that is far away.
      autoSelectFamilyAttemptTimeout: Math.max(2500, milliseconds / 4),
    });
    signal.addEventListener('abort', () => socket.destroy(signal.reason as Error), { once: true });
    const timer = setTimeout(() => {
      socket.destroy();
      const seconds = milliseconds / 1000;
      reject(sshError(host, 'connecting', `no answer from ${hostName} port ${port} within ${seconds} s`));
    }, milliseconds);
    socket.on('error', (cause) => {
      clearTimeout(timer);
      const isName = (cause as NodeJS.ErrnoException).syscall === 'getaddrinfo';
      const reason = networkErrorMessage(cause);
      reject(
        isName
          ? sshError(host, 'resolving', `${hostName}: ${reason}`, { cause })
          : sshError(host, 'connecting', reason, { cause }),
      );
    });
    socket.once('connect', () => {
      clearTimeout(timer);
      // Every byte of a lifeline and every line of progress counts on its own.
      socket.setNoDelay(true);
      resolve(socket);
    });
  });
}

import { networkErrorMessage } from './network-error-message.ts';

/** An error of ssh2's client, in OpenSSH's words where it has any. */
export function ssh2ErrorMessage(error: Error & { level?: string }): string {
  if (error.message === 'Connection lost before handshake') return hungUp;
  return error.level === 'client-socket' ? networkErrorMessage(error) : error.message;
}

export const hungUp =
  'the host closed the connection before the handshake ' +
  '(more connections at the same time than MaxStartups of its sshd permits, or no sshd)';

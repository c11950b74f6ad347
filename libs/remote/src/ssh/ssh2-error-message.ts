import { networkErrorMessage } from './network-error-message.ts';
import { sshMessages } from './ssh-messages.ts';

/** An error of ssh2's client, in OpenSSH's words where it has any. */
export function ssh2ErrorMessage(error: Error & { level?: string }): string {
  if (error.message === 'Connection lost before handshake') return sshMessages.hungUp;
  return error.level === 'client-socket' ? networkErrorMessage(error) : error.message;
}

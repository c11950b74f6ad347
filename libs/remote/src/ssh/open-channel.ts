import { deferred, untilAborted, withDeadline } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import type { ConnectionLoss } from './connection-loss.ts';
import { sshError, type SshError } from './ssh-error.ts';
import { sshMessages } from './ssh-messages.ts';

/** A connection on which channels are opened. */
export interface ChannelOpener {
  readonly host: HostAddress;
  readonly loss: ConnectionLoss;
  readonly timeoutSeconds: number;
}

/** Opens one channel, by a function of ssh2's client. */
export interface ChannelRequest<Channel> {
  open(callback: (error: Error | undefined, channel: Channel) => void): void;
  /** Ends a channel that is opened too late. */
  discard(channel: Channel): void;
  /** @param code the host's reason. Source: RFC 4254, 5.1 */
  refused(words: string, code: number): SshError;
  noAnswer(seconds: number): SshError;
}

/**
 * Opens a channel. Gives up when the connection is lost, and after the timeout.
 * @throws SshError; the signal's reason
 */
export async function openChannel<Channel>(
  { host, loss, timeoutSeconds }: ChannelOpener,
  { open, discard, refused, noAnswer }: ChannelRequest<Channel>,
  signal: AbortSignal,
): Promise<Channel> {
  const failure = (reason: string, cause?: unknown) => sshError(host, 'opening a channel', reason, { cause });
  const lost = (reason: string) =>
    sshError(host, 'opening a channel', reason, { advice: sshMessages.hostHangs });
  const opening = deferred<Channel>();
  const refuse = (cause: Error & { reason?: unknown }): void => {
    const [, words] = /^\(SSH\) Channel open failure: (.*)/s.exec(cause.message) ?? [];
    const isRefused = words !== undefined && typeof cause.reason === 'number';
    if (loss.reason !== null) opening.reject(lost(loss.reason));
    else if (isRefused) opening.reject(refused(words, cause.reason as number));
    else opening.reject(failure(words ?? cause.message, cause));
  };
  const forget = loss.onLost((reason) => opening.reject(lost(reason)));
  try {
    signal.throwIfAborted();
    try {
      open((error, channel) => (error ? refuse(error) : opening.resolve(channel)));
    } catch (error) {
      refuse(error as Error);
    }
    return await withDeadline(untilAborted(opening.promise, signal), timeoutSeconds * 1000, () =>
      noAnswer(timeoutSeconds),
    );
  } catch (error) {
    opening.promise.then(discard, () => undefined);
    throw error;
  } finally {
    forget();
  }
}

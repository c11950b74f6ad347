import { deferred, untilAborted, withDeadline } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import type { ConnectionLoss } from './connection-loss.ts';
import { sessionRefused, sshError } from './ssh-error.ts';

/** A connection on which channels are opened. */
export interface ChannelOpener {
  readonly host: HostAddress;
  readonly loss: ConnectionLoss;
  readonly timeoutSeconds: number;
}

/** Opens one channel, by a function of ssh2's client. */
export interface ChannelRequest<Channel> {
  open(callback: (error: Error | undefined, channel: Channel) => void): void;
  /** What is opened: a session on the host, or a connection from it to another. */
  readonly kind: 'session' | 'forward';
  /** Ends a channel that is opened too late. */
  discard(channel: Channel): void;
}

/**
 * Opens a channel. Gives up when the connection is lost, and after the timeout.
 * @throws TdError; the signal's reason
 */
export async function openChannel<Channel>(
  { host, loss, timeoutSeconds }: ChannelOpener,
  { kind, open, discard }: ChannelRequest<Channel>,
  signal: AbortSignal,
): Promise<Channel> {
  const refusal = (reason: string, cause?: unknown) => sshError(host, 'opening a channel', reason, { cause });
  const opening = deferred<Channel>();
  const refuse = (cause: Error): void => {
    const [, refused] = /^\(SSH\) Channel open failure: (.*)/s.exec(cause.message) ?? [];
    const isSession = refused !== undefined && loss.reason === null && kind === 'session';
    opening.reject(
      isSession
        ? sessionRefused(host, `the host refused it: ${refused}`)
        : refusal(loss.reason ?? refused ?? cause.message, cause),
    );
  };
  const forget = loss.onLost((reason) => opening.reject(refusal(reason)));
  try {
    signal.throwIfAborted();
    try {
      open((error, channel) => (error ? refuse(error) : opening.resolve(channel)));
    } catch (error) {
      refuse(error as Error);
    }
    return await withDeadline(untilAborted(opening.promise, signal), timeoutSeconds * 1000, () =>
      refusal(`no answer within ${timeoutSeconds} s`),
    );
  } catch (error) {
    opening.promise.then(discard, () => undefined);
    throw error;
  } finally {
    forget();
  }
}

import type { Duplex } from 'node:stream';
import { withDeadline } from '@task-distributor/band';
import type { Client, ClientChannel } from 'ssh2';
import { discardProcess } from '../discard-process.ts';
import type { HostProcess } from '../launcher.ts';
import { watchLoss } from './connection-loss.ts';
import { type ChannelOpener, type ChannelRequest, openChannel } from './open-channel.ts';
import { announced, untilShellStarts } from './shell-start.ts';
import { hopRefuses, sessionRefused, sshError } from './ssh-error.ts';
import type { SshTiming } from './ssh-launcher-options.ts';
import { SshProcess } from './ssh-process.ts';
import type { SshSettings } from './ssh-settings.ts';
import { sshMessages } from './ssh-messages.ts';

/** A connection to one host, with a channel for each process. It owns the client and its socket. */
export class SshConnection {
  readonly #client: Client;
  readonly #socket: Duplex;
  readonly #channels: ChannelOpener;
  readonly #timing: SshTiming;

  /** @param options.channelTimeoutSeconds maximum time to open a channel */
  constructor(
    client: Client,
    socket: Duplex,
    { host }: SshSettings,
    options: { channelTimeoutSeconds: number; timing: SshTiming },
  ) {
    this.#client = client;
    this.#socket = socket;
    this.#channels = { host, loss: watchLoss(client), timeoutSeconds: options.channelTimeoutSeconds };
    this.#timing = options.timing;
  }

  /**
   * Starts a command line.
   * @throws TdError; the signal's reason
   */
  async start(commandLine: string, signal: AbortSignal): Promise<HostProcess> {
    const { host, loss } = this.#channels;
    const request: ChannelRequest<HostProcess> = {
      // The end of a channel can be in the same packet as its beginning, and an event without a listener is gone.
      open: (callback) =>
        this.#client.exec(announced(commandLine), (error, channel) =>
          callback(error, error ? null! : new SshProcess(channel, loss, this.#timing)),
        ),
      discard: (late) => void discardProcess(late),
      refused: (words) => sessionRefused(host, sshMessages.sessionRefused(words)),
      noAnswer: (seconds) =>
        sshError(host, 'opening a channel', sshMessages.noAnswerWithin(seconds), {
          // A new connection, as with ssh, may well succeed.
          advice: sshMessages.hostHangs,
        }),
    };
    const process = await openChannel(this.#channels, request, signal);
    return untilShellStarts(process, { host, seconds: this.#timing.shellSeconds }, signal);
  }

  /**
   * Opens a TCP connection from the host to the one behind it.
   * @throws SshError, mostly about that one; the signal's reason
   */
  forward({ host: target, address }: SshSettings, signal: AbortSignal): Promise<Duplex> {
    const { hostName, port } = address;
    const place = `${hostName} port ${port}`;
    const hop = this.#channels.host.name;
    const request: ChannelRequest<ClientChannel> = {
      open: (callback) => this.#client.forwardOut('127.0.0.1', 0, hostName, port, callback),
      discard: (late) => late.destroy(),
      refused: (words, code) =>
        code === prohibited
          ? hopRefuses(target, hop, words)
          : sshError(target, 'connecting', sshMessages.hopFailed(words, place, hop)),
      noAnswer: (seconds) =>
        sshError(target, 'connecting', sshMessages.noAnswerFrom(`${place} (from ${hop})`, seconds)),
    };
    return openChannel(this.#channels, request, signal);
  }

  /** Calls the listener once the connection is gone. Returns a function that removes the listener. */
  onLost(listener: (reason: string) => void): () => void {
    return this.#channels.loss.onLost(listener);
  }

  /** Ends the connection; resolves when it has gone, after half a second at the latest. */
  async end(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#client.once('close', resolve));
    const isLost = this.#channels.loss.reason !== null;
    this.#client.end();
    this.#channels.loss.lose(sshMessages.closedHere);
    // The answer may never come.
    if (!isLost) await withDeadline(closed, endMilliseconds, () => new Error()).catch(() => undefined);
    this.#socket.destroy();
  }
}

/** SSH_OPEN_ADMINISTRATIVELY_PROHIBITED. */
const prohibited = 1;
const endMilliseconds = 500;

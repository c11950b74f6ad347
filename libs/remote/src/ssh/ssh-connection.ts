import type { Duplex } from 'node:stream';
import { withDeadline } from '@task-distributor/band';
import type { Client, ClientChannel } from 'ssh2';
import { discardProcess } from '../discard-process.ts';
import type { HostProcess } from '../launcher.ts';
import { watchLoss } from './connection-loss.ts';
import { type ChannelOpener, openChannel } from './open-channel.ts';
import { announced, untilShellStarts } from './shell-start.ts';
import type { SshTiming } from './ssh-launcher-options.ts';
import { SshProcess } from './ssh-process.ts';
import type { SshSettings } from './ssh-settings.ts';

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
    const request = {
      kind: 'session',
      // The end of a channel can be in the same packet as its beginning, and an event without a listener is gone.
      open: (callback: (error: Error | undefined, process: HostProcess) => void) =>
        this.#client.exec(announced(commandLine), (error, channel) =>
          callback(error, error ? null! : new SshProcess(channel, loss, this.#timing)),
        ),
      discard: (late: HostProcess) => void discardProcess(late),
    } as const;
    const process = await openChannel(this.#channels, request, signal);
    return untilShellStarts(process, { host, seconds: this.#timing.shellSeconds }, signal);
  }

  /**
   * Opens a TCP connection from the host to another one.
   * @throws TdError; the signal's reason
   */
  forward(hostName: string, port: number, signal: AbortSignal): Promise<Duplex> {
    const request = {
      kind: 'forward',
      open: (callback: (error: Error | undefined, channel: ClientChannel) => void) =>
        this.#client.forwardOut('127.0.0.1', 0, hostName, port, callback),
      discard: (late: ClientChannel) => late.destroy(),
    } as const;
    return openChannel(this.#channels, request, signal);
  }

  /** Calls the listener once the connection is gone. Returns a function that removes the listener. */
  onLost(listener: (reason: string) => void): () => void {
    return this.#channels.loss.onLost(listener);
  }

  /** Ends the connection; resolves when it has gone, after two seconds at the latest. */
  async end(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#client.once('close', resolve));
    const isLost = this.#channels.loss.reason !== null;
    this.#client.end();
    this.#channels.loss.lose('this side closed the connection');
    // The answer may never come.
    if (!isLost) await withDeadline(closed, endMilliseconds, () => new Error()).catch(() => undefined);
    this.#socket.destroy();
  }
}

const endMilliseconds = 2_000;

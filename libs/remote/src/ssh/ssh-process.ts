import { PassThrough } from 'node:stream';
import { deferred } from '@task-distributor/band';
import type { ClientChannel } from 'ssh2';
import { endSilentOutput } from '../end-silent-output.ts';
import type { HostProcess, ProcessEnd } from '../launcher.ts';
import type { ConnectionLoss } from './connection-loss.ts';
import { type SshTiming, graceMilliseconds } from './ssh-launcher-options.ts';
import { sshMessages } from './ssh-messages.ts';

/**
 * The process at the other end of a channel.
 * Closing a channel does not end it. So `stop` sends the signal, which a server may not support (OpenSSH does since 7.9),
 * and ends stdin, at which our workers stop, and the original's in their wrapper. A command that ignores both keeps
 * running, and after a grace its channel is closed.
 */
export class SshProcess implements HostProcess {
  // Streams of our own, so that an error of the channel neither reaches their reader nor keeps it waiting.
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly ended: Promise<ProcessEnd>;
  readonly #channel: ClientChannel;
  readonly #loss: ConnectionLoss;
  readonly #timing: SshTiming;
  readonly #resolveEnded: (end: ProcessEnd) => void;
  readonly #forgetLoss: () => void;
  #isEnded = false;
  #grace: NodeJS.Timeout | undefined;

  constructor(channel: ClientChannel, loss: ConnectionLoss, timing: SshTiming) {
    this.#channel = channel;
    this.#loss = loss;
    this.#timing = timing;
    const { promise, resolve } = deferred<ProcessEnd>();
    this.ended = promise;
    this.#resolveEnded = resolve;
    for (const stream of [this.stdin, channel, channel.stderr]) stream.on('error', () => undefined);
    this.stdin.pipe(channel);
    channel.pipe(this.stdout);
    channel.stderr.pipe(this.stderr);
    this.#forgetLoss = loss.onLost((reason) => this.#end({ exitCode: null, reason }));
    channel.on('exit', (code: number | null, signal?: string) => {
      this.#end(
        code === null ? { exitCode: null, reason: sshMessages.killedBy(signal) } : { exitCode: code },
      );
    });
    channel.on('close', () => {
      const reason = loss.reason ?? sshMessages.channelClosed;
      this.#end({ exitCode: null, reason });
    });
  }

  stop(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#isEnded) return;
    sendSignal(this.#channel, signal);
    this.stdin.end();
    clearTimeout(this.#grace);
    this.#grace = setTimeout(
      () => {
        this.#end({ exitCode: null, reason: sshMessages.ignoredSignal(signal) });
        this.#channel.close();
      },
      graceMilliseconds(signal, this.#timing),
    );
  }

  #end(end: ProcessEnd): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#grace);
    this.#forgetLoss();
    this.stdin.destroy();
    const outputs = [
      { from: this.#channel, to: this.stdout },
      { from: this.#channel.stderr, to: this.stderr },
    ];
    endSilentOutput(outputs, this.#timing.lingerSeconds * 1000, () => {
      if (this.#loss.reason === null) this.#channel.close();
    });
    this.#resolveEnded(end);
  }
}

/**
 * channel.signal() does nothing once stdin has ended, though the protocol allows it (RFC 4254, 5.3 and 6.9): a SIGKILL
 * after a SIGTERM would be lost. So this uses ssh2's protocol layer, which has no public name.
 */
function sendSignal(channel: ClientChannel, signal: string): void {
  const { _client, outgoing } = channel as unknown as {
    _client: { _protocol?: { signal(channel: number, name: string): void } };
    outgoing: { id: number; state: string };
  };
  if (outgoing.state === 'open' || outgoing.state === 'eof') _client._protocol?.signal(outgoing.id, signal);
}

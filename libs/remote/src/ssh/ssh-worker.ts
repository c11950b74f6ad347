import { PassThrough } from 'node:stream';
import type { ClientChannel } from 'ssh2';
import type { ProcessEnd, HostProcess } from '../launcher.ts';
import type { SshConnection } from './ssh-connection.ts';

// How long after stop() the channel is closed without an answer from the other side.
const graceMilliseconds = { SIGTERM: 10_000, SIGKILL: 2_000 };
// How long after a worker's end its output may stay open without a byte (something it started may still hold it).
const lingerMilliseconds = 2_000;

/**
 * A command that runs at the other end of a channel.
 * Closing a channel leaves the remote process running. So stop() sends the signal, which a server may not know (OpenSSH
 * does since 7.9), and ends stdin, at which our workers and the wrapper of the original's stop; a command that minds
 * neither runs on, and `ended` says so after a grace of ten seconds (two after SIGKILL).
 */
export function sshWorker(channel: ClientChannel, connection: SshConnection): HostProcess {
  // Streams of our own, so that what comes after the end of a channel is never thrown, and never waits.
  const stdin = new PassThrough();
  const stdout = channel.pipe(new PassThrough());
  const stderr = channel.stderr.pipe(new PassThrough());
  stdin.pipe(channel);
  for (const stream of [stdin, channel, channel.stderr]) stream.on('error', () => undefined);

  let settle!: (end: ProcessEnd) => void;
  let isEnded = false;
  let grace: NodeJS.Timeout | undefined;
  const ended = new Promise<ProcessEnd>((resolve) => {
    settle = (end) => {
      if (isEnded) return;
      isEnded = true;
      clearTimeout(grace);
      stdin.destroy();
      closeWhenSilent(channel, connection, stdout, stderr);
      resolve(end);
    };
  });
  channel.on('exit', (code: number | null, signal?: string) => {
    settle(code === null ? { exitCode: null, reason: `killed by ${signal}` } : { exitCode: code });
  });
  channel.on('close', () => {
    const reason = connection.lostBecause() ?? 'the channel was closed without an exit status';
    settle({ exitCode: null, reason });
  });
  void connection.lost.then((reason) => settle({ exitCode: null, reason }));

  const stop = (signal: 'SIGTERM' | 'SIGKILL'): void => {
    if (isEnded) return;
    sendSignal(channel, signal);
    stdin.end();
    clearTimeout(grace);
    grace = setTimeout(() => {
      settle({ exitCode: null, reason: `did not answer ${signal}; its channel was closed` });
      channel.close();
    }, graceMilliseconds[signal]);
  };
  return { stdin, stdout, stderr, ended, stop };
}

/**
 * channel.signal() says nothing once stdin has ended, though the protocol allows it (RFC 4254, 5.3 and 6.9): a SIGKILL
 * after a SIGTERM would be lost. So this goes to ssh2's protocol layer, which has no public name.
 */
function sendSignal(channel: ClientChannel, signal: string): void {
  const { _client, outgoing } = channel as unknown as {
    _client: { _protocol?: { signal(channel: number, name: string): void } };
    outgoing: { id: number; state: string };
  };
  if (outgoing.state === 'open' || outgoing.state === 'eof') _client._protocol?.signal(outgoing.id, signal);
}

/** Ends output that nobody ends, once all that came has been read and nothing more comes. */
function closeWhenSilent(
  channel: ClientChannel,
  connection: SshConnection,
  stdout: PassThrough,
  stderr: PassThrough,
): void {
  const isOpen = (): boolean => !stdout.writableEnded || !stderr.writableEnded;
  let came = false;
  const note = (): void => {
    came = true;
  };
  channel.on('data', note);
  channel.stderr.on('data', note);
  const timer = setInterval(() => {
    const isWaiting = stdout.writableNeedDrain || stderr.writableNeedDrain;
    if (isOpen() && (came || isWaiting)) {
      came = false;
      return;
    }
    clearInterval(timer);
    channel.unpipe(stdout);
    channel.stderr.unpipe(stderr);
    if (connection.lostBecause() === null) channel.close();
    stdout.end();
    stderr.end();
  }, lingerMilliseconds).unref();
}

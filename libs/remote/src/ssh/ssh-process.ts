import { PassThrough } from 'node:stream';
import { deferred } from '@task-distributor/band';
import type { ClientChannel } from 'ssh2';
import { endSilentOutput } from '../end-silent-output.ts';
import type { HostProcess, ProcessEnd } from '../launcher.ts';
import type { ConnectionLoss } from './connection-loss.ts';
import type { SshTiming } from './ssh-launcher-options.ts';

/**
 * The process at the other end of a channel.
 * Closing a channel does not end it. So `stop` sends the signal, which a server may not support (OpenSSH does since 7.9),
 * and ends stdin, at which our workers stop, and the original's in their wrapper. A command that ignores both keeps
 * running, and after a grace its channel is closed.
 */
export function sshProcess(channel: ClientChannel, loss: ConnectionLoss, timing: SshTiming): HostProcess {
  // Streams of our own: an error of the channel is never thrown at their reader, who never waits for more after it.
  const stdin = new PassThrough();
  const stdout = channel.pipe(new PassThrough());
  const stderr = channel.stderr.pipe(new PassThrough());
  stdin.pipe(channel);
  for (const stream of [stdin, channel, channel.stderr]) stream.on('error', () => undefined);

  const ended = deferred<ProcessEnd>();
  let isEnded = false;
  let grace: NodeJS.Timeout | undefined;
  const end = (how: ProcessEnd): void => {
    if (isEnded) return;
    isEnded = true;
    clearTimeout(grace);
    forgetLoss();
    stdin.destroy();
    const outputs = [
      { from: channel, to: stdout },
      { from: channel.stderr, to: stderr },
    ];
    endSilentOutput(outputs, timing.lingerSeconds * 1000, () => {
      if (loss.reason === null) channel.close();
    });
    ended.resolve(how);
  };
  const forgetLoss = loss.onLost((reason) => end({ exitCode: null, reason }));
  channel.on('exit', (code: number | null, signal?: string) => {
    end(code === null ? { exitCode: null, reason: `killed by ${signal}` } : { exitCode: code });
  });
  channel.on('close', () => {
    end({ exitCode: null, reason: loss.reason ?? 'the channel was closed without an exit status' });
  });

  const stop = (signal: 'SIGTERM' | 'SIGKILL'): void => {
    if (isEnded) return;
    sendSignal(channel, signal);
    stdin.end();
    clearTimeout(grace);
    const seconds = signal === 'SIGTERM' ? timing.termGraceSeconds : timing.killGraceSeconds;
    grace = setTimeout(() => {
      end({ exitCode: null, reason: `did not answer ${signal}; its channel was closed` });
      channel.close();
    }, seconds * 1000);
  };
  return { stdin, stdout, stderr, ended: ended.promise, stop };
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

import { PassThrough } from 'node:stream';
import { deferred } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import type { HostProcess, ProcessEnd } from '../launcher.ts';
import { startChild } from '../start-child.ts';
import { lastLine } from './openssh-refusal.ts';
import type { SshTiming } from './ssh-launcher-options.ts';

/**
 * Starts ssh with a command line for the host. ssh passes no signal on. So `stop` ends stdin, at which our workers stop,
 * and the original's in their wrapper, and after a grace ends the local ssh: a command that ignores the end of its stdin
 * keeps running.
 * @throws TdError; the signal's reason
 */
export async function startOpensshProcess(
  host: HostAddress,
  sshArgs: readonly string[],
  timing: SshTiming,
  signal: AbortSignal,
): Promise<HostProcess> {
  const child = await startChild(host.name, 'ssh', sshArgs, signal);
  const stdout = child.stdout.pipe(new PassThrough());
  const stderr = child.stderr.pipe(new PassThrough());
  let tail = '';
  child.stderr.on('data', (chunk: Buffer) => {
    tail = (tail + chunk.toString('utf8')).slice(-4096);
  });

  const ended = deferred<ProcessEnd>();
  let isGivenUp = false;
  let isEnded = false;
  let grace: NodeJS.Timeout | undefined;
  const end = (how: ProcessEnd): void => {
    isEnded = true;
    clearTimeout(grace);
    ended.resolve(how);
  };
  child.once('close', (exitCode: number | null, signal) => {
    if (exitCode === sshFailed)
      end({ exitCode: null, reason: lastLine(tail) ?? 'connection lost: ssh exited 255' });
    else if (exitCode !== null) end({ exitCode });
    else if (isGivenUp) end({ exitCode, reason: 'did not stop; its channel was closed' });
    else end({ exitCode, reason: `ssh was killed by ${signal}` });
  });

  // The master has got our pipes, and holds them as long as the command does: they do not end with the local ssh.
  const giveUp = (): void => {
    isGivenUp = true;
    child.kill('SIGKILL');
    child.stdout.unpipe(stdout).destroy();
    child.stderr.unpipe(stderr).destroy();
    stdout.end();
    stderr.end();
  };
  const stop = (stopSignal: 'SIGTERM' | 'SIGKILL'): void => {
    if (isEnded) return;
    child.stdin.end();
    clearTimeout(grace);
    const seconds = stopSignal === 'SIGTERM' ? timing.termGraceSeconds : timing.killGraceSeconds;
    grace = setTimeout(giveUp, seconds * 1000);
  };
  return { stdin: child.stdin, stdout, stderr, ended: ended.promise, stop };
}

// The exit code of ssh itself, whatever went wrong.
const sshFailed = 255;

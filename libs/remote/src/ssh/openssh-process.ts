import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { PassThrough, type Writable } from 'node:stream';
import { deferred } from '@task-distributor/band';
import type { HostProcess, ProcessEnd } from '../launcher.ts';
import { graceMilliseconds, type SshTiming } from './ssh-launcher-options.ts';
import { sshMessages } from './ssh-messages.ts';

/**
 * The process at the other end of an ssh of this machine. ssh passes no signal on. So `stop` ends stdin, at which our
 * workers stop, and the original's in their wrapper, and after a grace ends the local ssh: a command that ignores the end
 * of its stdin keeps running.
 */
export class OpensshProcess implements HostProcess {
  readonly stdin: Writable;
  readonly stdout = new PassThrough();
  readonly stderr = new PassThrough();
  readonly ended: Promise<ProcessEnd>;
  readonly #ssh: ChildProcessWithoutNullStreams;
  readonly #timing: SshTiming;
  #refusal: string | null = null;
  #isEnded = false;
  #isGivenUp = false;
  #grace: NodeJS.Timeout | undefined;

  constructor(ssh: ChildProcessWithoutNullStreams, timing: SshTiming) {
    this.#ssh = ssh;
    this.#timing = timing;
    this.stdin = ssh.stdin;
    ssh.stdout.pipe(this.stdout);
    ssh.stderr.pipe(this.stderr);
    let tail = '';
    ssh.stderr.on('data', (chunk: Buffer) => {
      tail = (tail + chunk.toString('utf8')).slice(-4096);
      this.#refusal ??=
        /^mux_client_request_session: .*(Session open refused.*)$/m.exec(tail)?.[1]?.trim() ?? null;
    });
    const { promise, resolve } = deferred<ProcessEnd>();
    this.ended = promise;
    ssh.once('close', (exitCode: number | null, signal) => {
      this.#isEnded = true;
      clearTimeout(this.#grace);
      resolve(this.#describe(exitCode, signal));
    });
  }

  /** Why the host takes no further session on the connection; null = it has taken this one, or has not answered yet. */
  get refusal(): string | null {
    return this.#refusal;
  }

  stop(signal: 'SIGTERM' | 'SIGKILL'): void {
    if (this.#isEnded) return;
    this.stdin.end();
    clearTimeout(this.#grace);
    this.#grace = setTimeout(() => this.#giveUp(), graceMilliseconds(signal, this.#timing));
  }

  /** The master has inherited the pipes, and holds them as long as the command does: killing ssh does not end them. */
  #giveUp(): void {
    this.#isGivenUp = true;
    this.#ssh.kill('SIGKILL');
    this.#ssh.stdout.unpipe(this.stdout).destroy();
    this.#ssh.stderr.unpipe(this.stderr).destroy();
    this.stdout.end();
    this.stderr.end();
  }

  /** What ssh itself has written stands on stderr, with the words of the command. */
  #describe(exitCode: number | null, signal: string | null): ProcessEnd {
    if (exitCode === sshFailed) return lostOrKilled;
    if (exitCode !== null) return { exitCode };
    return { exitCode, reason: this.#isGivenUp ? sshMessages.didNotStop : sshMessages.sshKilled(signal) };
  }
}

/** The exit code of ssh itself, whatever went wrong; also that of one whose command was killed. */
export const sshFailed = 255;

/** How a process ends if its connection is lost, or if it is killed on the host. */
export const lostOrKilled: ProcessEnd = {
  exitCode: null,
  reason: sshMessages.connectionLost(sshMessages.opensshExited(sshFailed)),
};

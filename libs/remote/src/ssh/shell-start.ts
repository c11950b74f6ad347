import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { untilAborted, withDeadline } from '@task-distributor/band';
import { discardProcess } from '../discard-process.ts';
import type { HostAddress } from '../host-address.ts';
import type { HostProcess } from '../launcher.ts';
import { lastLine } from './last-line.ts';
import { sshError } from './ssh-error.ts';
import { sshMessages } from './ssh-messages.ts';

/** A command line for any shell, which first reports on stdout that the login shell has reached it. */
export function announced(commandLine: string): string {
  return `echo ${announcement}; ${commandLine}`;
}

/**
 * Waits until the login shell has reached an announced command line, and removes the announcement from its stdout. A shell
 * whose start-up files wait for input, or execute something else, never does; nor does one that only says why it refuses
 * (nologin, internal-sftp).
 * @returns the process, also if it ended before, or if it is a worker that a forced command has started
 * @throws SshError after that many seconds, or with the shell's own words; the signal's reason. Then the process is stopped
 */
export async function untilShellStarts(
  process: HostProcess,
  { host, seconds }: { host: HostAddress; seconds: number },
  signal: AbortSignal,
): Promise<HostProcess> {
  const stdout = new PassThrough();
  const started = passOn(process.stdout, stdout).then((words) => refuseIfUnstarted(process, host, words));
  const tooLate = () =>
    sshError(host, 'starting the command', sshMessages.shellStuck(seconds), {
      advice: sshMessages.startUpFiles,
    });
  const watched: HostProcess = {
    stdin: process.stdin,
    stdout,
    stderr: process.stderr,
    ended: process.ended,
    stop: (name) => process.stop(name),
  };
  try {
    await withDeadline(untilAborted(started, signal), seconds * 1000, tooLate);
    return watched;
  } catch (error) {
    void discardProcess(watched);
    throw error;
  }
}

/**
 * @param output what the shell has written by the end of its stdout, without having reached the command; null = it has
 * @throws SshError if it has failed, or has done something else
 */
async function refuseIfUnstarted(
  process: HostProcess,
  host: HostAddress,
  output: string | null,
): Promise<void> {
  if (output === null) return;
  const line = lastLine(output);
  const { exitCode } = await process.ended;
  if (exitCode === 0) {
    const reason = [sshMessages.otherCommand, line].filter((text) => text !== null).join(': ');
    throw sshError(host, 'starting the command', reason, { advice: sshMessages.forcedCommand });
  }
  if (line === null || exitCode === null) return;
  const complaint = lastLine(await text(process.stderr));
  const words = [line, complaint].filter((text) => text !== null).map((text) => text.replace(/\.$/, ''));
  throw sshError(host, 'starting the command', words.join(': '));
}

/**
 * Passes the output on without the announcement. Resolves once that has come, or a worker's line, with null; or else at
 * the end, with the output.
 */
function passOn(from: AsyncIterable<Uint8Array>, to: PassThrough): Promise<string | null> {
  return new Promise((resolve) => {
    const copy = async (): Promise<void> => {
      let head: Buffer | null = Buffer.alloc(0);
      for await (const chunk of from) {
        if (head === null) {
          if (!to.write(chunk)) await drained(to);
          continue;
        }
        head = Buffer.concat([head, chunk]);
        const at = head.indexOf(`${announcement}\n`);
        if (at === -1 && head.length < longestHead && !workerLine.test(head.toString('latin1'))) continue;
        to.write(at === -1 ? head : withoutLine(head, at));
        head = null;
        resolve(null);
      }
      if (head === null) return;
      to.write(head);
      resolve(head.toString('utf8'));
    };
    // An output that breaks off ends; the end of the process shows why.
    void copy()
      .catch(() => undefined)
      .finally(() => {
        to.end();
        resolve(null);
      });
  });
}

function withoutLine(head: Buffer, at: number): Buffer {
  return Buffer.concat([head.subarray(0, at), head.subarray(at + announcement.length + 1)]);
}

function drained(stream: PassThrough): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
}

const announcement = 'td-shell-started';
const longestHead = 65_536;
/** A record of a band, as our worker writes it. */
const workerLine = /^\d+\t\d+\t/m;

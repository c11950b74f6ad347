import type { Writable } from 'node:stream';
import { AsyncQueue, linkAbort, TdError, withPatience } from '@task-distributor/band';
import { discardProcess } from '../discard-process.ts';
import { followLines } from '../follow-lines.ts';
import type { HostProcess } from '../launcher.ts';
import { reasonOf } from './follow-process.ts';
import { readLastWords } from './last-words.ts';
import type { HostCommand } from './run-on-host.ts';
import { stopOnAbort } from './stop-on-abort.ts';

/** A command that answers. What a login shell says besides is not an answer. */
export interface TalkingCommand extends HostCommand {
  /** What each of its answers begins with, and a space. A greeting without a newline may stand before it. */
  readonly mark: string;
}

/** A command that is running, as the one who talks to it sees it. */
export interface Talk {
  /** Without errors: writing to a command that has ended does nothing. */
  readonly stdin: Writable;
  /** @throws TdError with the reason, when the command has ended without another answer; the signal's reason */
  nextAnswer(): Promise<string>;
  /** Aborted as soon as the talk is to end. */
  readonly signal: AbortSignal;
}

/**
 * Runs a command on a host, and talks to it. The command ends with its stdin, which is closed when the talk is over; on return, it
 * has ended, or it does not answer.
 * @throws TdError if it fails before the talk is over; what `talk` throws; the signal's reason
 */
export async function talkToHost<T>(
  { launcher, host, commandLine, mark }: TalkingCommand,
  talk: (talk: Talk) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const stop = linkAbort(signal);
  try {
    const process = await launcher.start(host, commandLine, stop.signal);
    const answers = new AsyncQueue<string>();
    const ended = readAnswers(process, mark, answers);
    const reader = answers.drain(stop.signal);
    const nextAnswer = async (): Promise<string> => {
      const { value, done } = await reader.next();
      if (done === true) throw new TdError('the command has ended without an answer');
      return value;
    };
    const talking = talk({ stdin: process.stdin, nextAnswer, signal: stop.signal }).catch(
      (error: unknown) => {
        stop.abort(error);
        throw error;
      },
    );
    await stopOnAbort(process, closing(process, talking, ended), stop.signal);
    stop.signal.throwIfAborted();
    return await talking;
  } finally {
    stop.unlink();
  }
}

/** Waits until the command has ended; one that does not, though the talk is over, is ended. */
async function closing(process: HostProcess, talking: Promise<unknown>, ended: Promise<true>): Promise<void> {
  try {
    await talking;
    process.stdin.end();
    if ((await withPatience(ended, patienceMs)) === null) void discardProcess(process);
  } catch {
    await ended;
  }
}

/** Puts the answers into the queue, and its end, or why the command has failed. */
async function readAnswers(process: HostProcess, mark: string, answers: AsyncQueue<string>): Promise<true> {
  process.stdin.on('error', () => undefined);
  let left = mostAnswers;
  const take = (line: string): void => {
    const at = line.indexOf(`${mark} `);
    if (at !== -1 && left-- > 0) answers.push(line.slice(at + mark.length + 1));
  };
  const [end, , { reason }] = await Promise.all([
    process.ended,
    followLines(process.stdout, take, () => undefined),
    readLastWords(process.stderr, () => undefined),
  ]);
  const failure = reasonOf(end, reason ?? (end.exitCode === null ? null : `exit code ${end.exitCode}`));
  if (failure === null) answers.end();
  else answers.fail(new TdError(failure));
  return true;
}

/** A host cannot fill this machine's memory. */
const mostAnswers = 100;
const patienceMs = 5_000;

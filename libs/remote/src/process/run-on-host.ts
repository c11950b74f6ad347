import { linkAbort, TdError } from '@task-distributor/band';
import { followLines } from '../follow-lines.ts';
import type { HostAddress } from '../host-address.ts';
import type { HostProcess, Launcher } from '../launcher.ts';
import { codeOf, reasonOf } from './follow-process.ts';
import { readLastWords } from './last-words.ts';
import { keepLifeline } from './lifeline.ts';
import { stopOnAbort } from './stop-on-abort.ts';

/** A command that is to be run on a host, to its end. */
export interface HostCommand {
  readonly launcher: Launcher;
  readonly host: HostAddress;
  readonly commandLine: string;
}

/**
 * Runs a command on a host, with a lifeline as its stdin. On return, it has ended, or has been stopped and does not answer.
 * @returns the lines of its stdout
 * @throws TdError with the reason if it fails; the signal's reason
 */
export async function runOnHost(
  { launcher, host, commandLine }: HostCommand,
  signal: AbortSignal,
): Promise<string[]> {
  const stop = linkAbort(signal);
  try {
    const process = await launcher.start(host, commandLine, stop.signal);
    const followed = follow(process);
    await stopOnAbort(process, followed, stop.signal);
    stop.signal.throwIfAborted();
    return await followed;
  } finally {
    stop.unlink();
  }
}

async function follow(process: HostProcess): Promise<string[]> {
  const lines: string[] = [];
  const closeLifeline = keepLifeline(process.stdin);
  try {
    const [end, , words] = await Promise.all([
      process.ended,
      followLines(
        process.stdout,
        (line) => void lines.push(line),
        () => undefined,
      ),
      readLastWords(process.stderr, () => undefined),
    ]);
    const reason = reasonOf(end, words.reason);
    if (reason === null) return lines;
    const code = codeOf(end, words);
    throw new TdError(reason, code === undefined ? {} : { code });
  } finally {
    closeLifeline();
  }
}

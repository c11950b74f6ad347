import type { Rows } from '@task-distributor/band';
import type { HostProcess } from '../launcher.ts';
import type { AttemptObserver, AttemptResult, RunningAttempt } from '../worker.ts';
import { attemptWithin, type LimitedAttempt } from './attempt-within.ts';
import { followProcess } from './follow-process.ts';
import { askToCutShort, tellBlocks } from './lifeline.ts';
import { shortageBehind } from './shortage-behind.ts';
import { stopOnAbort } from './stop-on-abort.ts';

/** A process that renders a band on a host. */
export interface ProcessAttempt extends LimitedAttempt {
  readonly commandLine: string;
  readonly rows: Rows;
  /** Whether its band can be cut short. */
  readonly canBeCutShort: boolean;
}

/**
 * One attempt at a band: starts a process on a host and follows it to its end. On return, the process has ended, or has been
 * stopped and does not answer.
 * @throws the signal's reason; any error that is not a TdError
 */
export function attemptProcess(
  attempt: ProcessAttempt,
  observer: AttemptObserver,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const run = (stop: AbortSignal, sawLife: () => void) => runAttempt(attempt, observer, stop, sawLife);
  return attemptWithin(attempt, run, signal);
}

async function runAttempt(
  { launcher, host, commandLine, rows, canBeCutShort }: ProcessAttempt,
  observer: AttemptObserver,
  stop: AbortSignal,
  sawLife: () => void,
): Promise<AttemptResult> {
  const process = await launcher.start(host, commandLine, stop);
  observer.started(canBeCutShort ? requestsTo(process) : { cutShort: null, blocksCame: null });
  let hasProgressed = false;
  const followed = followProcess(process, rows, {
    progressed: (progress) => {
      hasProgressed = true;
      observer.progressed(progress);
    },
    split: (kept) => observer.split(kept),
    onLife: sawLife,
  });
  await stopOnAbort(process, followed, stop);
  stop.throwIfAborted();
  const result = await followed;
  const shortage = hasProgressed ? null : await shortageBehind(result, process, { launcher, host });
  return shortage === null ? result : { ...result, shortage };
}

function requestsTo({ stdin }: HostProcess): RunningAttempt {
  return {
    cutShort: (last) => askToCutShort(stdin, last),
    blocksCame: (blocks) => tellBlocks(stdin, blocks),
  };
}

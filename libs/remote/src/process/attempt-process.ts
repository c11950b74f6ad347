import { linkAbort, type Rows, shortageOf, TdError, timeoutCode } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import type { HostProcess, Launcher } from '../launcher.ts';
import type { AttemptObserver, AttemptResult, RunningAttempt } from '../worker.ts';
import { followProcess } from './follow-process.ts';
import { askToCutShort, tellBlocks } from './lifeline.ts';
import { shortageBehind } from './shortage-behind.ts';
import { stopOnAbort } from './stop-on-abort.ts';
import { nothingReported } from './worker-reports.ts';

/** A process that renders a band on a host. */
export interface ProcessAttempt {
  readonly launcher: Launcher;
  readonly host: HostAddress;
  readonly commandLine: string;
  readonly rows: Rows;
  /** Whether its band can be cut short. */
  readonly canBeCutShort: boolean;
  readonly limits: AttemptLimits;
}

export interface AttemptLimits {
  /** Seconds for the whole attempt; null = no limit. */
  readonly timeoutSeconds: number | null;
  /** Seconds without any sign of life from the worker; null = no limit. */
  readonly stallSeconds: number | null;
}

/**
 * One attempt at a band: starts a process on a host and follows it to its end. On return, the process has ended, or has been
 * stopped and does not answer.
 * @throws the signal's reason; any error that is not a TdError
 */
export async function attemptProcess(
  attempt: ProcessAttempt,
  observer: AttemptObserver,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const result = await runAttempt(attempt, observer, signal);
  const { name, reason } = attempt.launcher.wayTo(attempt.host);
  return { ...result, way: { name, reason } };
}

async function runAttempt(
  { launcher, host, commandLine, rows, canBeCutShort, limits }: ProcessAttempt,
  observer: AttemptObserver,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const stop = linkAbort(signal);
  const clock = watchLimits(limits, (error) => stop.abort(error));
  try {
    const process = await launcher.start(host, commandLine, stop.signal);
    observer.started(canBeCutShort ? requestsTo(process) : { cutShort: null, blocksCame: null });
    let hasProgressed = false;
    const followed = followProcess(process, rows, {
      progressed: (progress) => {
        hasProgressed = true;
        observer.progressed(progress);
      },
      split: (kept) => observer.split(kept),
      onLife: () => clock.sawLife(),
    });
    await stopOnAbort(process, followed, stop.signal);
    stop.signal.throwIfAborted();
    const result = await followed;
    const shortage = hasProgressed ? null : await shortageBehind(result, process, { launcher, host });
    return shortage === null ? result : { ...result, shortage };
  } catch (error) {
    signal.throwIfAborted();
    const cause: unknown = stop.signal.aborted ? stop.signal.reason : error;
    const shortage = shortageOf(cause);
    if (shortage !== null) return { ...failedWith((cause as Error).message), shortage };
    if (!(cause instanceof TdError)) throw cause;
    return failedWith(cause.message, cause.code);
  } finally {
    clock.stop();
    stop.unlink();
  }
}

function requestsTo({ stdin }: HostProcess): RunningAttempt {
  return {
    cutShort: (last) => askToCutShort(stdin, last),
    blocksCame: (blocks) => tellBlocks(stdin, blocks),
  };
}

function failedWith(reason: string, code?: string): AttemptResult {
  return {
    published: false,
    reason,
    isFinal: false,
    code,
    exitCode: null,
    report: nothingReported,
  };
}

/** Calls `onLimit` when the attempt takes too long, or when there is no sign of life for too long. */
function watchLimits(
  { timeoutSeconds, stallSeconds }: AttemptLimits,
  onLimit: (error: TdError) => void,
): { sawLife(): void; stop(): void } {
  const limit = (message: string): void => onLimit(new TdError(message, { code: timeoutCode }));
  const timeout = after(timeoutSeconds, () => limit(`timed out after ${timeoutSeconds} s (--timeout)`));
  let lastLook: NodeJS.Timeout | undefined;
  const stall = after(stallSeconds, () => {
    // This process may have been stopped itself (SIGSTOP, a suspended laptop): what waits in the pipe is read first.
    lastLook = setTimeout(
      () => limit(`timed out: no sign of life for ${stallSeconds} s (--stall)`),
      lastLookMs,
    );
  });
  return {
    sawLife: () => {
      clearTimeout(lastLook);
      // Restarts the timer; does nothing after `stop`.
      stall?.refresh();
    },
    stop: () => {
      clearTimeout(timeout);
      clearTimeout(stall);
      clearTimeout(lastLook);
    },
  };
}

function after(seconds: number | null, run: () => void): NodeJS.Timeout | undefined {
  return seconds === null ? undefined : setTimeout(run, seconds * 1_000);
}

/** Between two timers, Node.js reads everything that has arrived. */
const lastLookMs = 50;

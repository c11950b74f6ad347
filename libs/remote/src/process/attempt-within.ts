import { linkAbort, shortageOf, TdError, timeoutCode } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import type { Launcher } from '../launcher.ts';
import type { AttemptResult } from '../worker.ts';
import { nothingReported } from './worker-reports.ts';

export interface AttemptLimits {
  /** Seconds for the whole attempt; null = no limit. */
  readonly timeoutSeconds: number | null;
  /** Seconds without any sign of life from the worker; null = no limit. */
  readonly stallSeconds: number | null;
}

export interface LimitedAttempt {
  readonly launcher: Launcher;
  readonly host: HostAddress;
  readonly limits: AttemptLimits;
}

/**
 * Makes an attempt on a host within its limits.
 * @param run makes it; gets what aborts at a limit, and what to call at every sign of life
 * @returns its result, with the way to the host; that of a failed attempt for a TdError
 * @throws the signal's reason; any error that is not a TdError
 */
export async function attemptWithin(
  { launcher, host, limits }: LimitedAttempt,
  run: (stop: AbortSignal, sawLife: () => void) => Promise<AttemptResult>,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const result = await runWithin(limits, run, signal);
  const { name, reason } = launcher.wayTo(host);
  return { ...result, way: { name, reason } };
}

async function runWithin(
  limits: AttemptLimits,
  run: (stop: AbortSignal, sawLife: () => void) => Promise<AttemptResult>,
  signal: AbortSignal,
): Promise<AttemptResult> {
  const stop = linkAbort(signal);
  const clock = watchLimits(limits, (error) => stop.abort(error));
  try {
    return await run(stop.signal, () => clock.sawLife());
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

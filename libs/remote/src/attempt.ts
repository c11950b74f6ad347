import { type Rows, TdError } from '@task-distributor/band';
import { followWorker, type WorkerReport } from './follow-worker.ts';
import type { HostAddress } from './host-address.ts';
import type { Launcher, HostProcess } from './launcher.ts';

export interface AttemptRequest {
  launcher: Launcher;
  host: HostAddress;
  commandLine: string;
  rows: Rows;
  /** Seconds for the whole attempt; null = no limit. */
  timeoutSeconds: number | null;
  /** Seconds without any sign of life from the worker; null = no limit. */
  stallSeconds: number | null;
  onStart(): void;
  /** Called with what the worker's `running` lines say. */
  onPercent(percent: string): void;
}

/** How an attempt ended, and what is known of it. */
export interface AttemptEnd extends WorkerReport {
  /** Why it failed; null = the worker exited 0. */
  reason: string | null;
  exitCode: number | null;
}

const nothingKnown = { exitCode: null, bytes: null, parseSeconds: null, traceSeconds: null, isFinal: false };

/** A worker that is told to stop has so long; a host that does not answer any more is not waited for. */
const untilTermMs = 500;
const untilKillMs = 2_500;
const untilForgottenMs = 4_000;

/**
 * One attempt at a band: starts the worker and follows it to its end. However it ends, the worker has ended before, or
 * has been told to and does not answer.
 * @throws the signal's reason when it is aborted; what is not a TdError
 */
export async function attemptBand(request: AttemptRequest, signal: AbortSignal): Promise<AttemptEnd> {
  const { launcher, host, commandLine, rows, timeoutSeconds, stallSeconds } = request;
  const limits = new AbortController();
  const limit = (what: string) => limits.abort(new TdError(what, { code: 'E_TIMEOUT' }));
  const either = AbortSignal.any([signal, limits.signal]);
  const timeout = after(timeoutSeconds, () => limit(`timed out after ${timeoutSeconds} s (--timeout)`));
  let stall: NodeJS.Timeout | undefined;
  let isOver = false;
  const onLife = () => {
    clearTimeout(stall);
    // One that has said that it has ended may be heard once more.
    if (isOver) return;
    stall = after(stallSeconds, () => limit(`timed out: no sign of life for ${stallSeconds} s (--stall)`));
  };
  try {
    onLife();
    const worker = await launcher.start(host, commandLine, either);
    request.onStart();
    const followed = followWorker(worker, rows, { onPercent: request.onPercent, onLife });
    await stopOnAbort(worker, followed, either);
    signal.throwIfAborted();
    const end = limits.signal.aborted ? null : await followed;
    if (end === null) throw limits.signal.reason;
    return end;
  } catch (error) {
    signal.throwIfAborted();
    const cause = limits.signal.aborted ? limits.signal.reason : error;
    if (!(cause instanceof TdError)) throw cause;
    return { ...nothingKnown, reason: cause.message };
  } finally {
    isOver = true;
    clearTimeout(timeout);
    clearTimeout(stall);
  }
}

/** Waits for the worker's end; once the signal is aborted, brings it about, and in the end does not wait for it. */
async function stopOnAbort(
  worker: HostProcess,
  followed: Promise<unknown>,
  signal: AbortSignal,
): Promise<void> {
  const timers: NodeJS.Timeout[] = [];
  let forget: () => void = () => undefined;
  const forgotten = new Promise<void>((resolve) => (forget = resolve));
  const stop = () => {
    // A worker stops when its lifeline ends; one without is told so after a while, and in the end not asked.
    worker.stdin.end();
    timers.push(setTimeout(() => worker.stop('SIGTERM'), untilTermMs));
    timers.push(setTimeout(() => worker.stop('SIGKILL'), untilKillMs));
    timers.push(setTimeout(forget, untilForgottenMs));
  };
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.race([followed, forgotten]);
  } finally {
    signal.removeEventListener('abort', stop);
    timers.forEach(clearTimeout);
  }
}

function after(seconds: number | null, then: () => void): NodeJS.Timeout | undefined {
  return seconds === null ? undefined : setTimeout(then, seconds * 1_000);
}

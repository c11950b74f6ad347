import { TdError } from '@task-distributor/band';
import { type StopError, stopReason } from '@task-distributor/cli';
import { quoteArgument } from '@task-distributor/remote';
import { type DispatchPlan, keepsFinishedBands } from '@task-distributor/work';

/**
 * The end of a message about a job that was not finished.
 * @param folder the job folder, if the user has not named it
 */
export function howToResume(
  plan: Pick<DispatchPlan, 'worker'>,
  { folder = null, stop = null }: { folder?: string | null; stop?: StopError | null } = {},
): string {
  if (!keepsFinishedBands(plan)) return howToRepeat;
  const options = folder === null ? '--resume' : `--resume -p ${quoteArgument(folder)}`;
  return stop?.isOutputLost
    ? `${options} then continues the job`
    : `run the same command with ${options} to continue`;
}

/** The error; if the command was stopped by a signal, an error that also explains how to continue. */
export function withWayToResume(error: unknown, plan: DispatchPlan, signal: AbortSignal): unknown {
  const stop = stopReason(error, signal);
  return stop === null ? error : withEnd(stop, howToResume(plan, { stop }));
}

/** The error with another end of its message. */
export function withEnd(error: TdError, end: string): TdError {
  const { code, exitCode } = error;
  return new TdError(`${error.message}; ${end}`, { code, exitCode, cause: error });
}

const howToRepeat =
  'run the same command to render all bands again: parts named after hosts do not say which rows they hold';

import { TdError } from '@task-distributor/band';
import { stopReason } from '@task-distributor/cli';
import { type DispatchPlan, keepsFinishedBands } from '@task-distributor/work';

/** The end of a message about a job that was not finished. */
export function howToResume(plan: DispatchPlan): string {
  return keepsFinishedBands(plan) ? 'run the same command with --resume to continue' : howToRepeat;
}

/** The error; if the command was stopped by a signal, an error that also explains how to continue. */
export function withWayToResume(error: unknown, plan: DispatchPlan, signal: AbortSignal): unknown {
  const stop = stopReason(error, signal);
  if (!stop) return error;
  const how =
    stop.isOutputLost && keepsFinishedBands(plan) ? '--resume then continues the job' : howToResume(plan);
  return new TdError(`${stop.message}; ${how}`, { code: stop.code, cause: error });
}

const howToRepeat =
  'run the same command to render all bands again: parts named after hosts do not say which rows they hold';

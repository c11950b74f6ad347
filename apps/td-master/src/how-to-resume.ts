import { TdError } from '@task-distributor/band';
import { stopReason } from '@task-distributor/cli';

/** The end of a message about a job that was not finished. */
export const howToResume = 'run the same command with --resume to continue';

/** The error; if the command was stopped by a signal, an error that also explains how to continue. */
export function withWayToResume(error: unknown, signal: AbortSignal): unknown {
  const stop = stopReason(error, signal);
  if (!stop) return error;
  const how = stop.isOutputLost ? '--resume then continues the job' : howToResume;
  return new TdError(`${stop.message}; ${how}`, { code: stop.code, cause: error });
}

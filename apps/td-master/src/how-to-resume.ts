import { TdError } from '@task-distributor/band';
import { stopReason } from '@task-distributor/cli';

/** For the end of a message about a job that was not finished. */
export const howToResume = 'the same command with --resume goes on from here';

/** The error itself; where the command was told to stop, an error that also says how to continue. */
export function withWayToResume(error: unknown, signal: AbortSignal): unknown {
  const stop = stopReason(error, signal);
  return stop ? new TdError(`${stop.message}; ${howToResume}`, { code: stop.code, cause: error }) : error;
}

import { exitCodes, TdError } from '@task-distributor/band';

/** Why a command was stopped from outside. `quiet` = print no message; `isOutputLost` = its stdout cannot be written. */
export class StopError extends TdError {
  readonly quiet: boolean;
  readonly isOutputLost: boolean;

  constructor(message: string, exitCode: number, quiet: boolean, isOutputLost = false) {
    super(message, { code: 'E_STOPPED', exitCode });
    this.name = 'StopError';
    this.quiet = quiet;
    this.isOutputLost = isOutputLost;
  }
}

export const stopped = {
  SIGINT: new StopError('interrupted', exitCodes.interrupted, false),
  SIGTERM: new StopError('terminated', exitCodes.terminated, false),
  SIGHUP: new StopError('terminated: the terminal has gone', 129, false),
  readerGone: new StopError('the reader of the output has gone', exitCodes.readerGone, true),
};

/** The StopError that caused an error or aborted the signal, if any. */
export function stopReason(error: unknown, signal: AbortSignal): StopError | null {
  if (error instanceof StopError) return error;
  return signal.aborted && signal.reason instanceof StopError ? signal.reason : null;
}

import { errorMessage, exitCodes, shortageOf, TdError } from '@task-distributor/band';

/** The same error; if the machine has too little of something at the moment, with the exit code for that. */
export function asShortage(error: unknown): unknown {
  if (shortageOf(error) === null) return error;
  return new TdError(errorMessage(error), { exitCode: exitCodes.shortage, cause: error });
}

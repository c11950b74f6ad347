import { errorMessage, TdError } from '@task-distributor/band';
import type { Surroundings } from '@task-distributor/render';

/** What the options of this process refer to. @throws TdError if the folder that it was started in has been removed */
export function surroundingsOfProcess(): Surroundings {
  return { folder: workingFolder(), env: process.env };
}

function workingFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new TdError(`the working folder is gone: ${errorMessage(cause)}; change to another folder`, {
      code: 'E_WORKING_FOLDER',
      cause,
    });
  }
}

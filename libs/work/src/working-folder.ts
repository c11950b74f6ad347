import { errorMessage, TdError } from '@task-distributor/band';

/** The folder that this process was started in. @throws TdError when it has been removed since */
export function workingFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    throw new TdError(`the working folder is gone: ${errorMessage(cause)}; change to another folder`, {
      code: 'E_WORKING_FOLDER',
      cause,
    });
  }
}

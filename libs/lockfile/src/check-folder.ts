import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { errorMessage, TdError, errorCode } from '@task-distributor/band';

/** @throws TdError when it does not exist or is not a folder; with `write`, when no file can be created in it */
export async function checkFolder(folder: string, { write = false } = {}): Promise<void> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(folder)).isDirectory();
    if (write && isFolder) await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = errorCode(cause);
    const hint = hints[code] === undefined ? '' : `: ${hints[code]}`;
    throw new TdError(`${folder}: ${errorMessage(cause)}${hint}`, { cause, code, path: folder });
  }
  if (!isFolder) {
    throw new TdError(`${folder}: Expected a folder, got a file`, { code: 'ENOTDIR', path: folder });
  }
}

const notWritable = 'Expected a job folder that can be written to';
const hints: Record<string, string> = {
  ENOENT: 'Expected the job folder, shared by all hosts; create it first',
  EACCES: notWritable,
  EROFS: notWritable,
};

import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { errorMessage, TdError, errorCode } from '@task-distributor/band';

/** @throws TdError when it is not there or not a folder; with `write`, when nothing can be created in it */
export async function checkFolder(folder: string, { write = false } = {}): Promise<void> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(folder)).isDirectory();
    if (write && isFolder) await access(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    const code = errorCode(cause);
    const hint =
      code === 'ENOENT'
        ? ': Expected the job folder, shared by all hosts; create it first'
        : code === 'EACCES' || code === 'EROFS'
          ? ': Expected a job folder that can be written to'
          : '';
    throw new TdError(`${folder}: ${errorMessage(cause)}${hint}`, { cause, code, path: folder });
  }
  if (!isFolder) {
    throw new TdError(`${folder}: Expected a folder, got a file`, { code: 'ENOTDIR', path: folder });
  }
}

import { constants } from 'node:fs';
import { access, mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorMessage, TdError, errorCode } from '@task-distributor/band';

/**
 * Creates the folder if it does not exist. Its parent must exist: a path with two unknown folders is more often a mistake, or
 * a shared file system that is not mounted.
 * @throws TdError when it cannot be created
 */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'EEXIST' || (await isThere(folder))) return;
    const parent = dirname(folder);
    const isParentMissing = code === 'ENOENT' && !(await isThere(parent));
    const reason = isParentMissing
      ? `${parent} does not exist; create it first`
      : `${parent}: ${errorMessage(cause)}`;
    throw new TdError(`${folder}: cannot create the job folder: ${reason}`, { cause, code, path: folder });
  }
}

export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}

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

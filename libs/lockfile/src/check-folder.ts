import { constants } from 'node:fs';
import { access, mkdir, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorMessage, TdError, errorCode } from '@task-distributor/band';

/**
 * Creates the folder, and those above it, where they do not exist.
 * @returns the folders that were created, from the top down
 * @throws TdError when it cannot be created; then none has been
 */
export async function makeFolder(folder: string): Promise<string[]> {
  const made: string[] = [];
  for (const path of await missingFolders(folder)) {
    try {
      await mkdir(path);
      made.push(path);
    } catch (cause) {
      const code = errorCode(cause);
      if (code === 'EEXIST' || (await isThere(path))) continue;
      await removeFolders(made);
      throw new TdError(`${folder}: cannot create the job folder: ${dirname(path)}: ${errorMessage(cause)}`, {
        cause,
        code,
        path: folder,
      });
    }
  }
  return made;
}

/** Removes folders that makeFolder has created, unless there is something in them. */
export async function removeFolders(made: readonly string[]): Promise<void> {
  for (const path of [...made].reverse()) await rmdir(path).catch(() => undefined);
}

/** The folder and those above it that do not exist, from the top down. */
async function missingFolders(folder: string): Promise<string[]> {
  const missing: string[] = [];
  for (let path = folder; !(await isThere(path)); path = dirname(path)) {
    missing.unshift(path);
    if (dirname(path) === path) break;
  }
  return missing;
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

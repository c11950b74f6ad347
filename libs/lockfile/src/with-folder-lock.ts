import { errorCode, errorMessage, TdError } from '@task-distributor/band';
import { takeFolderLock } from './folder-lock.ts';
import { folderLockPath, lockfilePath } from './names.ts';

/**
 * Does something while no other process of ours opens or closes a job in the folder. A lock on a shared folder can fail, so
 * whatever must be exclusive also checks the identity of the lockfile.
 * @throws TdError E_BUSY when another process keeps the lock; the signal's reason; what `work` throws
 */
export async function withFolderLock<Result>(
  folder: string,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> {
  const unlock = await lock(folder, signal);
  try {
    return await work();
  } finally {
    await unlock();
  }
}

async function lock(folder: string, signal: AbortSignal | undefined): Promise<() => Promise<void>> {
  const lockfile = lockfilePath(folder);
  const path = folderLockPath(lockfile);
  let unlock: (() => Promise<void>) | null;
  try {
    unlock = await takeFolderLock(lockfile, { patienceMs, signal });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new TdError(`${path} cannot be created: ${errorMessage(cause)}`, {
      cause,
      path: folder,
      code: errorCode(cause) || 'E_FAILED',
    });
  }
  if (unlock !== null) return unlock;
  throw new TdError(
    `${path}: another process has held this lock for ${patienceMs / 1000} s; try again later`,
    {
      code: 'E_BUSY',
      path,
    },
  );
}

const patienceMs = 20_000;

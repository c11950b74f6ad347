import { type FileHandle, link, open, rm } from 'node:fs/promises';
import { errorMessage, TdError, sleep, errorCode } from '@task-distributor/band';
import { type FileIdentity, identityOf } from './file-identity.ts';
import { temporaryLockfilePath } from './names.ts';

/** A lockfile that was just made, and the time it was given: who touches it afterwards changes that. */
export interface MadeLockfile {
  readonly identity: FileIdentity;
  readonly mtimeNs: bigint;
}

/**
 * Creates the lockfile, empty; null when there is one already. It is made under another name, is given a time in the
 * past, and then gets its name by link(2), which is as exclusive as O_EXCL: so no moment passes in which the `touch` of
 * a master that tests and touches could go unseen. Where there are no hard links, O_EXCL has to do.
 * @throws TdError
 */
export async function createLockfile(lockfile: string): Promise<MadeLockfile | null> {
  const temporary = temporaryLockfilePath(lockfile);
  try {
    const handle = await open(temporary, 'wx', 0o666);
    try {
      const { mtimeNs, hasBirth } = await setTime(handle);
      if (!(await linkExclusively(temporary, lockfile, handle))) return null;
      const { ino, born } = identityOf(await handle.stat({ bigint: true }));
      return { identity: { ino, born: hasBirth ? born : '' }, mtimeNs };
    } finally {
      await handle.close();
      await rm(temporary, { force: true });
    }
  } catch (error) {
    if (['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].includes(errorCode(error))) {
      return createWithoutLink(lockfile);
    }
    throw cannotCreate(lockfile, error);
  }
}

async function linkExclusively(temporary: string, lockfile: string, handle: FileHandle): Promise<boolean> {
  try {
    await link(temporary, lockfile);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
    // NFS asks again when an answer is lost, and is then told that the link, its own, exists. link(2), Bugs.
    return (await handle.stat()).nlink === 2;
  }
}

async function createWithoutLink(lockfile: string): Promise<MadeLockfile | null> {
  try {
    const handle = await open(lockfile, 'wx', 0o666);
    try {
      const { mtimeNs, hasBirth } = await setTime(handle);
      const { ino, born } = identityOf(await handle.stat({ bigint: true }));
      return { identity: { ino, born: hasBirth ? born : '' }, mtimeNs };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return null;
    throw cannotCreate(lockfile, error);
  }
}

/**
 * Sets a time that no `touch` will set: whole seconds, so that every file system can keep it, and in the past.
 * Some file systems give the time of the last change for the time of birth; there the two stay equal.
 */
async function setTime(handle: FileHandle): Promise<{ mtimeNs: bigint; hasBirth: boolean }> {
  const past = Math.floor(Date.now() / 1000) - 2;
  for (let tries = 1; ; tries += 1) {
    await handle.utimes(past, past);
    const stats = await handle.stat({ bigint: true });
    const hasBirth = stats.birthtimeNs !== stats.ctimeNs;
    // The kernel's clock for files moves each 4 to 10 ms.
    if (hasBirth || tries === 5) return { mtimeNs: stats.mtimeNs, hasBirth };
    await sleep(4);
  }
}

function cannotCreate(lockfile: string, cause: unknown): TdError {
  return new TdError(`${lockfile} cannot be created: ${errorMessage(cause)}`, {
    cause,
    path: lockfile,
    code: errorCode(cause) || 'E_FAILED',
  });
}

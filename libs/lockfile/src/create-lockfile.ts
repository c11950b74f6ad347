import { type FileHandle, link, open, rm } from 'node:fs/promises';
import { errorMessage, TdError, sleep, errorCode } from '@task-distributor/band';
import { type FileIdentity, lastingIdentity } from './file-identity.ts';
import { temporaryLockfilePath } from './names.ts';

/** A lockfile that has just been created. */
interface CreatedLockfile {
  readonly identity: FileIdentity;
  /** The modification time that it was given, which a `touch` changes. */
  readonly mtimeNs: bigint;
}

/**
 * Creates the lockfile, empty; null when there is one already. It is written under another name, gets a time in the past,
 * and then its own name by link(2), which is as exclusive as O_EXCL: so a `touch` by a master that tests and touches is
 * always noticed. Where there are no hard links, it is created with O_EXCL.
 * @throws TdError
 */
export async function createLockfile(lockfile: string): Promise<CreatedLockfile | null> {
  const temporary = temporaryLockfilePath(lockfile);
  try {
    return await create(temporary, (handle) => giveName(handle, temporary, lockfile));
  } catch (cause) {
    if (errorCode(cause) !== noLinks) throw cannotCreate(lockfile, cause);
  } finally {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
  try {
    return await create(lockfile, () => Promise.resolve(true));
  } catch (cause) {
    if (errorCode(cause) === 'EEXIST') return null;
    throw cannotCreate(lockfile, cause);
  }
}

/** @param publish whether the file has become the lockfile */
async function create(
  path: string,
  publish: (handle: FileHandle) => Promise<boolean>,
): Promise<CreatedLockfile | null> {
  const handle = await open(path, 'wx', 0o666);
  try {
    const { mtimeNs, hasBirth } = await setTime(handle);
    if (!(await publish(handle))) return null;
    const { ino, born } = await lastingIdentity(path, await handle.stat({ bigint: true }));
    return { identity: { ino, born: hasBirth ? born : '' }, mtimeNs };
  } finally {
    await handle.close();
  }
}

/**
 * Gives the file its own name. @returns false when the name is taken
 * @throws TdError E_NO_LINKS for any other reason: what a file system without hard links says differs. On rclone it is EIO.
 */
async function giveName(handle: FileHandle, temporary: string, lockfile: string): Promise<boolean> {
  try {
    await link(temporary, lockfile);
    return true;
  } catch (cause) {
    // NFS repeats the call when its answer is lost, and then finds the link that it has made itself. link(2), Bugs.
    if ((await handle.stat()).nlink === 2) return true;
    if (errorCode(cause) === 'EEXIST') return false;
    throw new TdError(errorMessage(cause), { cause, path: lockfile, code: noLinks });
  }
}

/**
 * Sets a time that no `touch` will set: in the past, and in even seconds, which every file system can keep, even FAT.
 * Some file systems give the time of the last change as the time of birth: there, the two stay equal.
 */
async function setTime(handle: FileHandle): Promise<{ mtimeNs: bigint; hasBirth: boolean }> {
  const past = Math.floor(Date.now() / 2000) * 2 - 2;
  for (let tries = 1; ; tries += 1) {
    await handle.utimes(past, past);
    const stats = await handle.stat({ bigint: true });
    const hasBirth = stats.birthtimeNs !== stats.ctimeNs;
    // The kernel's clock for files moves every 4 to 10 ms.
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

const noLinks = 'E_NO_LINKS';

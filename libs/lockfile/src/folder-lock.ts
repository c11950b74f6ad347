import { rename, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode, sleep } from '@task-distributor/band';
import { lastingIdentity } from './file-identity.ts';
import { folderLockPath, temporaryLockPath } from './names.ts';

interface LockPatience {
  /** How long to try, in milliseconds. */
  readonly patienceMs: number;
  /** A holder that has not moved the lock's time for this long, by our own clock, is dead. Holders move it each second. */
  readonly staleMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes proper-lockfile's lock around a lockfile (`lockfile.lock/`), which keeps writers of ours apart. proper-lockfile
 * itself is not asked whether the holder is dead, because it compares the clocks of two machines: here the lock's time has
 * to stand still while our own clock runs.
 * It puts processes in order in the usual case. A lock on a shared folder can fail, so what it guards is checked as well.
 * @returns a function that releases it, or null when another process has held it all the time
 * @throws the system's error when the lock cannot be created (no such folder, no permission)
 */
export async function takeFolderLock(
  lockfile: string,
  { patienceMs, staleMs = 5000, signal }: LockPatience,
): Promise<(() => Promise<void>) | null> {
  const started = performance.now();
  const breakIfDead = deadHolderCheck(folderLockPath(lockfile), staleMs);
  for (;;) {
    signal?.throwIfAborted();
    const release = await tryLock(lockfile);
    if (release !== null) return release;
    if (performance.now() - started > patienceMs) return null;
    if (await breakIfDead()) continue;
    await sleep(2 + Math.random() * 30, signal);
  }
}

async function tryLock(lockfile: string): Promise<(() => Promise<void>) | null> {
  // Slow to load, and seldom needed on a local file system.
  const { default: properLockfile } = await import('proper-lockfile');
  try {
    const release = await properLockfile.lock(lockfile, {
      lockfilePath: folderLockPath(lockfile),
      realpath: false,
      stale: Infinity,
      update: 1000,
      retries: 0,
      // The default throws from a timer. Our lock is only broken after it has stood still for long, which does no harm.
      onCompromised: () => undefined,
    });
    return () => release().catch(() => undefined);
  } catch (error) {
    const code = errorCode(error);
    if (code !== 'ELOCKED' && code !== 'ENOENT') throw error;
    // Either the lock was released while proper-lockfile looked at it, or there is no folder: then stat throws.
    if (code === 'ENOENT') await stat(dirname(lockfile));
    return null;
  }
}

/** Makes a function that looks at the lock each time it is called, and breaks it once it has stood still for `staleMs`. */
function deadHolderCheck(lock: string, staleMs: number): () => Promise<boolean> {
  let seen = { mark: '', since: 0 };
  return async () => {
    const mark = await markOf(lock);
    if (mark !== seen.mark || mark === '') {
      seen = { mark, since: performance.now() };
      return false;
    }
    if (performance.now() - seen.since < staleMs) return false;
    return breakLock(lock, mark);
  };
}

/** Two waiting processes can find the same lock dead, so it is moved away first, and put back if it is another one. */
async function breakLock(lock: string, mark: string): Promise<boolean> {
  const moved = temporaryLockPath(lock);
  try {
    await rename(lock, moved);
    if ((await markOf(moved)) === mark) {
      await rmdir(moved);
      return true;
    }
    await rename(moved, lock);
  } catch {
    await rmdir(moved).catch(() => undefined);
  }
  return false;
}

async function markOf(lock: string): Promise<string> {
  try {
    const stats = await stat(lock, { bigint: true });
    const { ino } = await lastingIdentity(lock, stats);
    return `${ino} ${stats.mtimeNs}`;
  } catch {
    return '';
  }
}

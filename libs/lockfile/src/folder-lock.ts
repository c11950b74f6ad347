import { rename, rmdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sleep, errorCode } from '@task-distributor/band';
import { folderLockPath, temporaryLockPath } from './names.ts';

export interface LockPatience {
  /** How long to try, in milliseconds. */
  readonly patienceMs: number;
  /** A holder that has not moved the lock's time for so long, by our own clock, is dead. Holders move it each second. */
  readonly staleMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Takes proper-lockfile's lock around a lockfile (`lockfile.lock/`), which keeps writers of ours apart. Whether its
 * holder is dead is not left to proper-lockfile, which compares the clocks of two machines: the lock's time has to
 * stand still while our own clock runs.
 * It keeps the usual case orderly. A lock on a shared folder can fail, so what it guards is checked afterwards too.
 * @returns what gives it back, or null when it cannot be had in time
 * @throws the system's error where there can be no lock (no such folder, no permission)
 */
export async function takeFolderLock(
  lockfile: string,
  { patienceMs, staleMs = 5000, signal }: LockPatience,
): Promise<(() => Promise<void>) | null> {
  // Slow to load, and seldom needed on a local file system.
  const { default: properLockfile } = await import('proper-lockfile');
  const started = performance.now();
  const isDead = deadHolderCheck(folderLockPath(lockfile), staleMs);
  for (;;) {
    signal?.throwIfAborted();
    try {
      const release = await properLockfile.lock(lockfile, {
        lockfilePath: folderLockPath(lockfile),
        realpath: false,
        stale: Infinity,
        update: 1000,
        retries: 0,
        // The default throws from a timer. Ours is broken only after it has been still for long, and then does no harm.
        onCompromised: () => undefined,
      });
      return () => release().catch(() => undefined);
    } catch (error) {
      // ENOENT: given back, or broken by another, while proper-lockfile looked at it. No folder is told by stat.
      if (!['ELOCKED', 'ENOENT'].includes(errorCode(error))) throw error;
      if (errorCode(error) === 'ENOENT') await stat(dirname(lockfile));
    }
    if (performance.now() - started > patienceMs) return null;
    if (await isDead()) continue;
    await sleep(2 + Math.random() * 30, signal);
  }
}

/** Looks at the lock each time it is called, and breaks it once it has stood still for long. */
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

/** Two that wait can find the same lock dead: it is moved away first, and put back if it is not the one looked at. */
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
    const { ino, mtimeNs } = await stat(lock, { bigint: true });
    return `${ino} ${mtimeNs}`;
  } catch {
    return '';
  }
}

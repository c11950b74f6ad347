import type { BigIntStats } from 'node:fs';
import { link, lstat, rename, rm } from 'node:fs/promises';
import { errorCode } from '@task-distributor/band';
import { temporaryLockfilePath } from './names.ts';

/**
 * Moves a lockfile away if it is the expected one: renames it to a name that nobody else has, checks it there, and puts it
 * back if it is another file. When several processes try, exactly one of them succeeds.
 * @returns its new path, for the caller to remove; null when the lockfile is gone or is another file
 */
export async function moveLockfileAway(
  lockfile: string,
  isExpected: (stats: BigIntStats) => boolean,
): Promise<string | null> {
  const moved = temporaryLockfilePath(lockfile);
  try {
    // Checked before, so that a file that plainly belongs to somebody else is never moved.
    if (!isExpected(await lstat(lockfile, { bigint: true }))) return null;
    await rename(lockfile, moved);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  if (isExpected(await lstat(moved, { bigint: true }))) return moved;
  await putBack(moved, lockfile);
  return null;
}

/** Moves a lockfile away, as above, and removes it. @returns whether it was there and is gone */
export async function removeLockfile(
  lockfile: string,
  isExpected: (stats: BigIntStats) => boolean,
): Promise<boolean> {
  const moved = await moveLockfileAway(lockfile, isExpected);
  if (moved !== null) await rm(moved, { force: true });
  return moved !== null;
}

/** Does not replace a lockfile that a third process has created meanwhile: then the moved one belongs to nobody. */
async function putBack(moved: string, lockfile: string): Promise<void> {
  try {
    await link(moved, lockfile);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') {
      await rename(moved, lockfile);
      return;
    }
  }
  await rm(moved, { force: true });
}

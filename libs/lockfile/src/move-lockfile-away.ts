import type { BigIntStats } from 'node:fs';
import { link, lstat, rename, rm } from 'node:fs/promises';
import { errorCode } from '@task-distributor/band';
import { temporaryLockfilePath } from './names.ts';

/**
 * Takes a lockfile away, if it is the one that was looked at: it is renamed to a name that nobody else has, looked at
 * there, and put back if it is another. Between two that try, exactly one has it.
 * @returns the name that it has now, for the caller to remove; null when it is gone or another one
 */
export async function takeAway(
  lockfile: string,
  isTheOne: (stats: BigIntStats) => boolean,
): Promise<string | null> {
  const aside = temporaryLockfilePath(lockfile);
  try {
    // A look before, so that what is plainly somebody else's is never moved.
    if (!isTheOne(await lstat(lockfile, { bigint: true }))) return null;
    await rename(lockfile, aside);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    throw error;
  }
  if (isTheOne(await lstat(aside, { bigint: true }))) return aside;
  await putBack(aside, lockfile);
  return null;
}

/** Unless a third has put one in its place by now: then the one in hand is nobody's any more. */
async function putBack(aside: string, lockfile: string): Promise<void> {
  try {
    await link(aside, lockfile);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') {
      await rename(aside, lockfile);
      return;
    }
  }
  await rm(aside, { force: true });
}

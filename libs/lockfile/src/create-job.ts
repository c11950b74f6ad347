import type { BigIntStats } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createLockfile } from './create-lockfile.ts';
import { identityOf, isSameFile, lastingIdentity } from './file-identity.ts';
import { type JobFile, writeJobFile } from './job-file.ts';
import type { OpenedLockfile } from './job.ts';
import { lockedError } from './locked-error.ts';
import { inspectLockfile, jobOf, type LockfileStatus, statLockfile } from './lockfile-status.ts';
import { moveLockfileAway, removeLockfile } from './move-lockfile-away.ts';
import { lockfilePath } from './names.ts';
import { newJobFile } from './new-job-file.ts';
import type { JobFacts, OpenedFiles, OpenOptions, Takeover } from './open-job.ts';
import { removePreviews, removeWatched } from './remove-watched.ts';
import { withFolderLock } from './with-folder-lock.ts';

/**
 * Creates lockfile and job file. A lockfile that exists is taken over if the options allow it.
 * @throws TdError E_LOCKED, and when the files cannot be written
 */
export async function createJob(
  folder: string,
  facts: JobFacts,
  options: OpenOptions,
  signal?: AbortSignal,
): Promise<OpenedFiles> {
  for (;;) {
    const created = await withFolderLock(folder, signal, () => createFiles(folder, facts));
    if (created !== null) return created;
    const status = await inspectLockfile(folder, options, signal);
    // It has been removed since.
    if (status === null) continue;
    if (!mayTakeOver(status, options.takeover)) throw lockedError(folder, status);
    const taken = await withFolderLock(folder, signal, () => takeOver(folder, facts, status));
    if (taken !== null) return taken;
    // Another process was faster, or the job is alive after all.
    throw lockedError(folder, (await inspectLockfile(folder, options, signal)) ?? status);
  }
}

/**
 * Touches nothing.
 * @throws TdError E_LOCKED if a job cannot be opened in the folder
 */
export async function checkUnlocked(folder: string, takeover: Takeover, signal?: AbortSignal): Promise<void> {
  const status = await inspectLockfile(folder, {}, signal);
  if (status !== null && !mayTakeOver(status, takeover)) throw lockedError(folder, status);
}

function mayTakeOver({ state }: LockfileStatus, takeover: Takeover): boolean {
  if (takeover === 'ours') return state === 'finished' || state === 'abandoned';
  return takeover === 'living' || (takeover === 'dead' && state !== 'running');
}

/** Replaces the lockfile that was inspected; null when it is another one now. */
async function takeOver(folder: string, facts: JobFacts, old: LockfileStatus): Promise<OpenedFiles | null> {
  const { size, mtimeNs } = old.lockfile;
  const seen = await lastingIdentity(lockfilePath(folder), old.lockfile);
  // If a line has been written since, the job is alive. A lockfile known to be of a running job (-ff) is taken all the same.
  const isUnchanged = (stats: BigIntStats): boolean =>
    old.state === 'running' || (stats.size === size && stats.mtimeNs === mtimeNs);
  const job = await jobOf(folder, old.lockfile);
  if (job?.id !== old.job?.id || job?.owner.pid !== old.job?.owner.pid) return null;
  const moved = await moveLockfileAway(
    lockfilePath(folder),
    (stats) => isSameFile(identityOf(stats), seen) && isUnchanged(stats),
  );
  if (moved === null) return null;
  try {
    return await createFiles(folder, facts);
  } finally {
    // Only now, so that the new lockfile cannot get the inode number of the old one.
    await rm(moved, { force: true });
  }
}

/** null when there is a lockfile already. */
async function createFiles(folder: string, facts: JobFacts): Promise<OpenedFiles | null> {
  const lockfile = await createLockfile(lockfilePath(folder));
  if (lockfile === null) return null;
  const file = await newJobFile(facts, lockfile.identity);
  if (!(await publish(folder, file, lockfile))) return null;
  // What an earlier job has left. The log goes on with the job.
  await (facts.earlier === undefined ? removeWatched(folder) : removePreviews(folder));
  return { file, lockfile };
}

/** Writes the job file if the new lockfile is still there; removes the lockfile when that fails. */
async function publish(folder: string, file: JobFile, lockfile: OpenedLockfile): Promise<boolean> {
  const isOurs = (stats: BigIntStats): boolean => isSameFile(identityOf(stats), lockfile.identity);
  const now = await statLockfile(folder);
  if (now === null || !isOurs(now)) return false;
  try {
    await writeJobFile(folder, file);
    return true;
  } catch (error) {
    await removeLockfile(lockfilePath(folder), isOurs).catch(() => undefined);
    throw error;
  }
}

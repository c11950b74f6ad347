import type { BigIntStats } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { basename } from 'node:path';
import {
  errorCode,
  errorMessage,
  type KeptFiles,
  limitConcurrency,
  sleep,
  TdError,
} from '@task-distributor/band';
import { checkFolder } from './check-folder.ts';
import { identityOf, isSameFile, lastingIdentity } from './file-identity.ts';
import { type JobFile, readJobFile } from './job-file.ts';
import { lockedError } from './locked-error.ts';
import { jobOf, statLockfile } from './lockfile-status.ts';
import { removeLockfile } from './move-lockfile-away.ts';
import { jobFilePath, lockfilePath } from './names.ts';
import { partsInside } from './parts-inside.ts';
import { isOfThisMachine, processToken } from './process-token.ts';
import { removeWatched } from './remove-watched.ts';
import { withFolderLock } from './with-folder-lock.ts';

/** What was there and has been removed. */
export interface ClosedJob {
  readonly parts: readonly string[];
  readonly lockfile: boolean;
  readonly jobFile: boolean;
  /** What was there and stays, because this user may not remove it; null = nothing. */
  readonly kept: KeptFiles | null;
}

export interface CloseOptions {
  /** The job's id, if it is known: then another job's folder is left as it is. */
  readonly job?: string;
  /** How long another process of this machine that has the job open gets to end, in seconds; default 10. */
  readonly graceSeconds?: number;
  readonly signal?: AbortSignal;
}

/**
 * Closes a job whose image is whole: removes the parts given, the job file, the lockfile, and what those who watch the job have
 * read, and nothing else. Parts that
 * are no longer there are ignored, and those that the user may not remove stay.
 * @throws TdError, before anything is removed: E_NOT_A_PART for a path that is not a part in the folder, E_OTHER_JOB when
 *   the folder belongs to another job, E_LOCKED when another process of this machine has the job open
 */
export async function closeJob(
  folder: string,
  parts: readonly string[],
  options: CloseOptions = {},
): Promise<ClosedJob> {
  await checkFolder(folder);
  const present = await partsInside(folder, parts);
  await waitForOwner(folder, options);
  return withFolderLock(folder, options.signal, () => remove(folder, present, options.job));
}

async function remove(folder: string, parts: readonly string[], id: string | undefined): Promise<ClosedJob> {
  const lockfile = await statLockfile(folder);
  // Without a lockfile (the job had failed, and was composed later all the same) the job file that is there counts.
  const job = lockfile === null ? await readJobFile(folder) : await jobOf(folder, lockfile);
  if (lockfile !== null || job !== null) refuseOtherJob(folder, job, id);
  // The parts first: while the lockfile is there, no other job begins to write parts of the same names.
  await removeWatched(folder);
  const kept = await removeAll([...parts, ...(job === null ? [] : [jobFilePath(folder)])]);
  const isRemoved =
    lockfile !== null && (await unlessForbidden(kept, () => removeSeen(lockfilePath(folder), lockfile)));
  const has = (path: string): boolean => kept.some((error) => error.path === path);
  return {
    parts: parts.filter((part) => !has(part)),
    jobFile: job !== null && !has(jobFilePath(folder)),
    lockfile: isRemoved === true,
    kept: describeKept(folder, kept),
  };
}

function describeKept(folder: string, kept: readonly TdError[]): KeptFiles | null {
  const [first] = kept;
  if (first === undefined) return null;
  const paths = kept.map(({ path }) => path!);
  const own = [lockfilePath(folder), jobFilePath(folder)];
  return {
    names: paths.map((path) => basename(path)),
    lockfile: paths.includes(lockfilePath(folder)),
    parts: paths.some((path) => !own.includes(path)),
    reason: errorMessage(first.cause),
  };
}

/** @param kept gets the error, if the user may not do this */
async function unlessForbidden<Result>(
  kept: TdError[],
  action: () => Promise<Result>,
): Promise<Result | undefined> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof TdError) || !['EPERM', 'EACCES'].includes(error.code)) throw error;
    kept.push(error);
    return undefined;
  }
}

async function removeSeen(path: string, seen: BigIntStats): Promise<boolean> {
  try {
    const identity = await lastingIdentity(path, seen);
    return await removeLockfile(path, (stats) => isSameFile(identityOf(stats), identity));
  } catch (cause) {
    throw cannotRemove(path, cause);
  }
}

/**
 * Goes on after a failure, so that nothing is being removed any more when it throws. @returns errors about files that the user
 * may not remove
 */
async function removeAll(paths: readonly string[]): Promise<TdError[]> {
  const limit = limitConcurrency(removalsAtOnce);
  const kept: TdError[] = [];
  const remove = (path: string) => limit(() => unlessForbidden(kept, () => removeFile(path)));
  const removals = await Promise.allSettled(paths.map(remove));
  for (const removal of removals) if (removal.status === 'rejected') throw removal.reason;
  return kept;
}

async function removeFile(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (cause) {
    if (errorCode(cause) !== 'ENOENT') throw cannotRemove(path, cause);
  }
}

/**
 * In a pipeline, td-dispatch is about to end: it would stop its workers if the lockfile disappeared before. Another job's
 * owner is not waited for.
 */
async function waitForOwner(
  folder: string,
  { job: id, graceSeconds = 10, signal }: CloseOptions,
): Promise<void> {
  const started = performance.now();
  for (;;) {
    const lockfile = await statLockfile(folder);
    const job = lockfile === null ? null : await jobOf(folder, lockfile);
    if (lockfile !== null) refuseOtherJob(folder, job, id);
    if (job === null || !(await isOpenElsewhere(job))) return;
    if (performance.now() - started > graceSeconds * 1000) {
      throw lockedError(folder, { state: 'running', job });
    }
    await sleep(20, signal);
  }
}

/** Whether another process of this machine has the job open. */
async function isOpenElsewhere({ owner }: JobFile): Promise<boolean> {
  if (owner.pid === process.pid || !(await isOfThisMachine(owner.startTime))) return false;
  return (await processToken(owner.pid)) === owner.startTime;
}

function refuseOtherJob(folder: string, job: JobFile | null, id: string | undefined): void {
  if (id === undefined || job?.id === id) return;
  throw new TdError(
    `${folder}: Expected job ${id}, got ${job === null ? 'a job without a job file' : `job ${job.id}`}; nothing was removed`,
    { code: 'E_OTHER_JOB', path: folder },
  );
}

function cannotRemove(path: string, cause: unknown): TdError {
  return new TdError(`${path} cannot be removed: ${errorMessage(cause)}`, {
    cause,
    path,
    code: errorCode(cause) || 'E_FAILED',
  });
}

const removalsAtOnce = 16;

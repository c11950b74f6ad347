import type { BigIntStats } from 'node:fs';
import { lstat, realpath, rm } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { errorMessage, escapeControls, TdError, sleep, errorCode } from '@task-distributor/band';
import { checkFolder } from './check-folder.ts';
import { identityOf, isSameFile } from './file-identity.ts';
import { takeFolderLock } from './folder-lock.ts';
import { readJobFile } from './job-file.ts';
import { jobFilePath, lockfilePath } from './names.ts';
import { lockedError } from './locked-error.ts';
import { isOfThisMachine, processToken } from './process-token.ts';
import { jobOf, statLockfile } from './standing.ts';
import { takeAway } from './take-away.ts';

/** What was there and is gone. */
export interface ClosedJob {
  readonly parts: readonly string[];
  readonly lockfile: boolean;
  readonly jobFile: boolean;
}

export interface CloseOptions {
  /** The job's id, where it is known: another job's folder is left as it is. */
  readonly job?: string;
  /** How long a process of this machine that still has the job open gets to end, in seconds; default 10. */
  readonly graceSeconds?: number;
  readonly signal?: AbortSignal;
}

/**
 * Ends a job whose image is whole: removes the parts given, the job file, and the lockfile, and nothing else. A part
 * that is not there any more is let pass.
 * @throws TdError, before anything is removed: for a part that does not lie in the folder or is no part, for another
 *   job, and for one that another process of this machine still has open
 */
export async function closeJob(
  folder: string,
  parts: readonly string[],
  options: CloseOptions = {},
): Promise<ClosedJob> {
  await checkFolder(folder);
  const present = await partsInside(folder, parts);
  await waitForOwner(folder, options);
  const unlock = await takeFolderLock(lockfilePath(folder), {
    patienceMs: 5000,
    signal: options.signal,
  }).catch((cause: unknown) => {
    options.signal?.throwIfAborted();
    throw cannotRemove(`${lockfilePath(folder)}.lock`, cause);
  });
  try {
    return await remove(folder, present, options.job);
  } finally {
    await unlock?.();
  }
}

async function remove(folder: string, parts: readonly string[], id: string | undefined): Promise<ClosedJob> {
  const lockfile = await statLockfile(folder);
  // Without a lockfile (its job failed, and was composed later after all) the job file that is there is meant.
  const job = lockfile === null ? await readJobFile(folder) : await jobOf(folder, lockfile);
  if (id !== undefined && (lockfile !== null || job !== null) && job?.id !== id) {
    throw new TdError(
      `${folder}: Expected job ${id}, got ${job === null ? 'a job without a job file' : job.id}`,
      {
        code: 'E_OTHER_JOB',
        path: folder,
      },
    );
  }
  // The parts first: as long as the lockfile is there, no other job begins to write parts of the same names.
  for (const path of [...parts, ...(job === null ? [] : [jobFilePath(folder)])]) {
    await rm(path, { force: true }).catch((cause: unknown) => {
      throw cannotRemove(path, cause);
    });
  }
  return {
    parts,
    jobFile: job !== null,
    lockfile: lockfile !== null && (await removeLockfile(folder, lockfile)),
  };
}

async function removeLockfile(folder: string, seen: BigIntStats): Promise<boolean> {
  const path = lockfilePath(folder);
  try {
    const aside = await takeAway(path, (stats) => isSameFile(identityOf(stats), identityOf(seen)));
    if (aside !== null) await rm(aside, { force: true });
    return aside !== null;
  } catch (cause) {
    throw cannotRemove(path, cause);
  }
}

/** Those that are there, of those that were given. */
async function partsInside(folder: string, parts: readonly string[]): Promise<string[]> {
  const inside = await realpath(folder);
  const present: string[] = [];
  for (const part of new Set(parts)) {
    const path = resolve(part);
    const refuse = (expected: string): never => {
      throw new TdError(`${escapeControls(part)}: Expected ${expected}; nothing was removed`, {
        code: 'E_NOT_A_PART',
        path,
      });
    };
    if (!/^[^.].*\.png$/.test(basename(path))) refuse('the name of a part, ending in .png');
    try {
      if ((await realpath(dirname(path))) !== inside) refuse(`a part in ${folder}`);
      if (!(await lstat(path)).isFile()) refuse('a regular file');
      present.push(part);
    } catch (error) {
      if (error instanceof TdError) throw error;
      if (errorCode(error) !== 'ENOENT') throw cannotRemove(part, error);
    }
  }
  return present;
}

/** In a pipeline td-dispatch is about to end; its workers would be stopped if the lockfile went away before. */
async function waitForOwner(folder: string, { graceSeconds = 10, signal }: CloseOptions): Promise<void> {
  const started = performance.now();
  for (;;) {
    const lockfile = await statLockfile(folder);
    const job = lockfile === null ? null : await jobOf(folder, lockfile);
    if (job === null || job.owner.pid === process.pid || !(await isOfThisMachine(job.owner.startTime)))
      return;
    if ((await processToken(job.owner.pid)) !== job.owner.startTime) return;
    if (performance.now() - started > graceSeconds * 1000) {
      throw lockedError(folder, { state: 'running', job });
    }
    await sleep(20, signal);
  }
}

function cannotRemove(path: string, cause: unknown): TdError {
  return new TdError(`${path} cannot be removed: ${errorMessage(cause)}`, {
    cause,
    path,
    code: errorCode(cause) || 'E_FAILED',
  });
}

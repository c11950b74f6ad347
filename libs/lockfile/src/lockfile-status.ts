import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { errorCode, errorMessage, TdError } from '@task-distributor/band';
import { askServer } from './ask-server.ts';
import { coversImage } from './covers-image.ts';
import { isSameFile, lastingIdentity } from './file-identity.ts';
import { isAlive } from './is-alive.ts';
import { type JobFile, readJobFile } from './job-file.ts';
import { lockfilePath } from './names.ts';

/** A lockfile that exists, and whether its job is still running. */
export interface LockfileStatus {
  /** The lockfile as it was when it was inspected. */
  readonly lockfile: BigIntStats;
  /** null = the lockfile was created by a script or a user, or by a process that ended before it wrote the job file. */
  readonly job: JobFile | null;
  readonly state: 'running' | 'finished' | 'abandoned' | 'unknown';
}

/**
 * Inspects the folder's lockfile; null when there is none. Takes three heartbeats when the job belongs to another machine
 * and its heartbeat has stopped.
 * @throws TdError, E_NOT_A_FILE among others
 */
export async function inspectLockfile(
  folder: string,
  options: { heartbeatMs?: number },
  signal?: AbortSignal,
): Promise<LockfileStatus | null> {
  await askServer(lockfilePath(folder));
  const lockfile = await statLockfile(folder);
  if (lockfile === null) return null;
  const job = await jobOf(folder, lockfile);
  if (job === null) return { lockfile, job, state: 'unknown' };
  if (await isAlive(folder, job, options, signal)) return { lockfile, job, state: 'running' };
  const isWhole = await coversImage(folder, job.height);
  return { lockfile, job, state: isWhole ? 'finished' : 'abandoned' };
}

/** @throws TdError E_NOT_A_FILE when it is not a regular file */
export async function statLockfile(folder: string): Promise<BigIntStats | null> {
  const path = lockfilePath(folder);
  let stats: BigIntStats;
  try {
    stats = await lstat(path, { bigint: true });
  } catch (cause) {
    if (errorCode(cause) === 'ENOENT') return null;
    throw new TdError(`${path}: ${errorMessage(cause)}`, { cause, path, code: errorCode(cause) });
  }
  if (stats.isFile()) return stats;
  throw new TdError(`${path}: Expected a regular file, got something else; remove it`, {
    code: 'E_NOT_A_FILE',
    path,
  });
}

/** The job file that belongs to this very lockfile; null when it belongs to an earlier job, or cannot be read. */
export async function jobOf(folder: string, lockfile: BigIntStats): Promise<JobFile | null> {
  let job: JobFile | null;
  try {
    job = await readJobFile(folder);
  } catch (error) {
    if (error instanceof TdError && ['E_JOB_FILE', 'E_NOT_A_FILE'].includes(error.code)) return null;
    throw error;
  }
  if (job?.lockfile === undefined) return null;
  return isSameFile(job.lockfile, await lastingIdentity(lockfilePath(folder), lockfile)) ? job : null;
}

import type { BigIntStats } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { errorMessage, type Rows, TdError, errorCode } from '@task-distributor/band';
import { identityOf, isSameFile } from './file-identity.ts';
import { isAlive } from './is-alive.ts';
import { type JobFile, readJobFile } from './job-file.ts';
import { lockfilePath } from './names.ts';
import { LockfileReader } from './lockfile-reader.ts';

/** How it stands with a lockfile that is there. */
export interface Standing {
  /** The lockfile when it was looked at. */
  readonly lockfile: BigIntStats;
  /** Ours; null for a lockfile that was made by a script or a user, or whose maker died before it said so. */
  readonly job: JobFile | null;
  readonly state: 'running' | 'finished' | 'abandoned' | 'unknown';
}

/**
 * Looks at the folder's lockfile; null when there is none. Takes three heartbeats where the job is of another machine
 * and does not move.
 * @throws TdError, among others for a lockfile that is no regular file
 */
export async function lookAtLockfile(
  folder: string,
  options: { heartbeatMs?: number },
  signal?: AbortSignal,
): Promise<Standing | null> {
  const lockfile = await statLockfile(folder);
  if (lockfile === null) return null;
  const job = await jobOf(folder, lockfile);
  if (job === null) return { lockfile, job, state: 'unknown' };
  if (await isAlive(folder, job, options, signal)) return { lockfile, job, state: 'running' };
  const { lines } = await new LockfileReader(lockfilePath(folder)).read();
  const isWhole = coversRows(
    lines.flatMap(({ rows }) => rows ?? []),
    job.height,
  );
  return { lockfile, job, state: isWhole ? 'finished' : 'abandoned' };
}

/** @throws TdError for one that is no regular file */
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

/** The job file that belongs to this very lockfile. One of an earlier job, or one that cannot be read, is none. */
export async function jobOf(folder: string, lockfile: BigIntStats): Promise<JobFile | null> {
  let job: JobFile | null;
  try {
    job = await readJobFile(folder);
  } catch (error) {
    if (error instanceof TdError && ['E_JOB_FILE', 'E_NOT_A_FILE'].includes(error.code)) return null;
    throw error;
  }
  return job?.lockfile !== undefined && isSameFile(job.lockfile, identityOf(lockfile)) ? job : null;
}

/** Whether the rows, in any order and overlapping or not, are all of 1..height. */
function coversRows(all: readonly Rows[], height: number): boolean {
  let covered = 0;
  for (const { first, last } of all.toSorted((a, b) => a.first - b.first)) {
    if (first > covered + 1) return false;
    covered = Math.max(covered, last);
  }
  return covered >= height;
}

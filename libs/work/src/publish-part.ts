import { access } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { errorMessage, type Rows, sleep, TdError } from '@task-distributor/band';
import {
  isNetworkFileSystem,
  type JobFile,
  markDone,
  PartFile,
  readJobFile,
} from '@task-distributor/lockfile';

/** Where a part is published, and the content of its lockfile line. */
export interface PublishTarget {
  /** The job folder. */
  readonly folder: string;
  readonly lockfile: string;
  /** File name of the part. */
  readonly name: string;
  /** Host name in the line. */
  readonly host: string;
  /** Rows in the line; null = the line has no rows. */
  readonly rows: Rows | null;
  /** The job that the part belongs to; null = any open job. */
  readonly job: string | null;
}

/**
 * Publishes a part: writes it under a temporary name, checks that the job is still open, renames it, and appends its line to
 * the lockfile. So a line means that the part is whole.
 * @param write writes the part, and checks it
 * @returns the result of `write`
 * @throws TdError, and then writes neither the part nor the line
 */
export async function publishPart<Result>(
  target: PublishTarget,
  write: (sink: Writable) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  const { folder, lockfile, name, host, rows, job } = target;
  await checkOpenJob(target, signal);
  const part = await PartFile.create(folder, name, job);
  let result: Result;
  try {
    result = await write(part.sink);
    signal.throwIfAborted();
    await checkJob(target);
    await part.publish();
  } catch (error) {
    await part.discard();
    throw part.failure ?? error;
  }
  await markDone(
    lockfile,
    rows === null ? { host } : { host, rows },
    job === null ? { signal } : { job, signal },
  );
  return result;
}

/** @throws TdError if no job is open in the folder, or another one */
export async function checkOpenJob(target: PublishTarget, signal: AbortSignal): Promise<void> {
  await whileItMayBeLate(target.folder, () => checkJob(target), signal);
}

/**
 * The job file of the job to publish for; null = any open job.
 * @throws TdError if the open job is another one
 */
export async function jobFileOf(
  { folder, job }: PublishTarget,
  signal: AbortSignal,
): Promise<JobFile | null> {
  return job === null ? null : whileItMayBeLate(folder, () => readJobFileOf(folder, job), signal);
}

/** On a network file system, what the master has just created can appear late here. */
async function whileItMayBeLate<Result>(
  folder: string,
  look: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  let until: number | undefined;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      until ??= performance.now() + ((await isNetworkFileSystem(folder)) ? longestDelayMs : 0);
      if (performance.now() >= until) throw error;
    }
    await sleep(100, signal);
  }
}

/** Prevents late workers of an earlier or ended job from publishing. */
async function checkJob({ folder, lockfile, job }: PublishTarget): Promise<void> {
  try {
    await access(lockfile);
  } catch (cause) {
    throw new TdError(`${lockfile}: ${errorMessage(cause)}: no job is open there, so nothing is published`, {
      code: 'E_NO_JOB',
      path: lockfile,
      cause,
    });
  }
  if (job !== null) await readJobFileOf(folder, job);
}

async function readJobFileOf(folder: string, job: string): Promise<JobFile> {
  const open = await readJobFile(folder);
  if (open?.id === job) return open;
  const found = open === null ? await whatIsMissing(folder) : `the open job is ${open.id}`;
  throw new TdError(`${folder}: Expected job ${job}, but ${found}: nothing is published`, {
    code: 'E_OTHER_JOB',
    path: folder,
  });
}

async function whatIsMissing(folder: string): Promise<string> {
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  return isThere ? 'there is no job file' : 'there is no such folder';
}

const longestDelayMs = 2_000;

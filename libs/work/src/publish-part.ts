import { access } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { errorMessage, type Rows, TdError } from '@task-distributor/band';
import { markDone, PartFile, readJobFile } from '@task-distributor/lockfile';

/** Where a part goes, and what the lockfile then says. */
export interface PublishTarget {
  /** The job folder. */
  readonly folder: string;
  readonly lockfile: string;
  /** File name of the part. */
  readonly name: string;
  /** As it stands in the line. */
  readonly host: string;
  /** As they stand in the line; null = the line has no rows. */
  readonly rows: Rows | null;
  /** The job that the part belongs to; null = whichever is open. */
  readonly job: string | null;
}

/**
 * Publishes a part: lets it be written under a temporary name, checks that the job is still open, puts it under its name in
 * one step, and appends its line to the lockfile. So a line means that the part is whole.
 * @param write writes the part; its result is passed on
 * @throws TdError; then there is neither part nor line
 */
export async function publishPart<Result>(
  target: PublishTarget,
  write: (sink: Writable) => Promise<Result>,
  signal: AbortSignal,
): Promise<Result> {
  await checkJob(target);
  const { folder, lockfile, name, host, rows, job } = target;
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

/** A worker of an earlier job that comes late publishes nothing, and neither does one whose job has ended. */
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
  if (job === null) return;
  const open = await readJobFile(folder);
  if (open?.id === job) return;
  throw new TdError(
    `${folder}: the open job is ${open?.id ?? 'not known'}, not ${job}: nothing is published`,
    { code: 'E_OTHER_JOB', path: folder },
  );
}

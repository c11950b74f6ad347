import { resolve } from 'node:path';
import { InputError, isJobId } from '@task-distributor/band';
import { checkFolder, makeFolder, removeFolders } from './check-folder.ts';
import { createJob } from './create-job.ts';
import { heartbeatMs as defaultHeartbeatMs } from './is-alive.ts';
import type { JobFile } from './job-file.ts';
import { type Job, OpenJob, type OpenedLockfile } from './job.ts';
import { joinJob } from './join-job.ts';

/**
 * Which open job may be taken over: none; one of ours whose process is gone (--resume); that, or one of the original's
 * scripts (-f); any (-ff).
 */
export type Takeover = 'none' | 'ours' | 'dead' | 'living';

/** What the caller knows of the job. */
export type JobFacts = Pick<JobFile, 'scene' | 'sceneHash' | 'reads' | 'width' | 'height' | 'options'> & {
  /** The job that this one continues. */
  readonly earlier?: Pick<JobFile, 'id' | 'plan' | 'splits'>;
};

export interface OpenOptions {
  readonly takeover: Takeover;
  /** Use the lockfile that somebody else has created: a script's `touch`, or another stage. */
  readonly join: boolean;
  /** For tests: how often the job file's time is moved; another machine's is watched three times as long. */
  readonly heartbeatMs?: number;
}

/** The two files of a job that has just been opened. */
export interface OpenedFiles {
  readonly file: JobFile;
  readonly lockfile: OpenedLockfile;
}

/**
 * Opens a job in the folder: creates the folder and those above it if they do not exist, creates the lockfile and writes the job
 * file, or joins the job that is open. If that fails or is aborted, folders that it has created are removed again.
 * @throws TdError E_LOCKED `File <folder>/lockfile already exists! ...`, E_NO_LOCKFILE when there is none to join, and
 *   when the folder cannot be created, is not a folder, or is not writable
 */
export async function openJob(
  folder: string,
  facts: JobFacts,
  options: OpenOptions,
  signal?: AbortSignal,
): Promise<Job> {
  if (options.join && options.takeover !== 'none') {
    throw new InputError(
      'Expected --join or -f, got both: one uses the lockfile as it is, the other replaces it',
    );
  }
  const { earlier } = facts;
  if (earlier !== undefined && !isJobId(earlier.id)) {
    throw new InputError(
      `Expected a job id of letters, digits, dots and dashes, got ${JSON.stringify(earlier.id)}`,
    );
  }
  // Stays the same folder when the process changes its working directory.
  const absolute = resolve(folder);
  const made = options.join ? [] : await makeFolder(absolute);
  try {
    return await openIn(absolute, facts, options, signal);
  } catch (error) {
    await removeFolders(made);
    throw error;
  }
}

async function openIn(
  folder: string,
  facts: JobFacts,
  options: OpenOptions,
  signal: AbortSignal | undefined,
): Promise<Job> {
  signal?.throwIfAborted();
  await checkFolder(folder, { write: true });
  const { file, lockfile } = options.join
    ? await joinJob(folder, facts, signal)
    : await createJob(folder, facts, options, signal);
  const job = new OpenJob(folder, file, lockfile, options.heartbeatMs ?? defaultHeartbeatMs);
  if (signal?.aborted) {
    await (facts.earlier === undefined ? job.withdraw() : job.release());
    signal.throwIfAborted();
  }
  return job;
}

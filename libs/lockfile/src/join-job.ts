import { TdError } from '@task-distributor/band';
import { type FileIdentity, lastingIdentity } from './file-identity.ts';
import { type JobFile, readJobFile, writeJobFile } from './job-file.ts';
import { jobDifferences } from './job-differences.ts';
import { jobOf, statLockfile } from './lockfile-status.ts';
import { lockfilePath } from './names.ts';
import { newJobFile } from './new-job-file.ts';
import type { JobFacts, OpenedFiles } from './open-job.ts';
import { removeWatched } from './remove-watched.ts';
import { withFolderLock } from './with-folder-lock.ts';

/**
 * Uses the lockfile that somebody else has created.
 * @throws TdError E_NO_LOCKFILE when there is none, E_OTHER_JOB when the open job renders another image
 */
export function joinJob(folder: string, facts: JobFacts, signal?: AbortSignal): Promise<OpenedFiles> {
  return withFolderLock(folder, signal, () => join(folder, facts));
}

async function join(folder: string, facts: JobFacts): Promise<OpenedFiles> {
  const stats = await statLockfile(folder);
  if (stats === null) {
    const path = lockfilePath(folder);
    throw new TdError(
      `${path}: Expected the lockfile of a job to join, got none; leave out --join to open one`,
      { code: 'E_NO_LOCKFILE', path },
    );
  }
  const lockfile = { identity: await lastingIdentity(lockfilePath(folder), stats), mtimeNs: null };
  const job = await jobOf(folder, stats);
  if (job !== null) refuseOther(folder, job, facts);
  const file: JobFile = {
    ...(job ?? (await newOrContinued(folder, facts, lockfile.identity))),
    joined: true,
  };
  if (job?.joined !== true) await writeJobFile(folder, file);
  // The same scene can have another path here.
  return { file: { ...file, scene: facts.scene }, lockfile };
}

/** If the lockfile is a new one, and the same job was interrupted here, its parts are used. */
async function newOrContinued(folder: string, facts: JobFacts, identity: FileIdentity): Promise<JobFile> {
  const earlier = await readJobFile(folder).catch(() => null);
  const isSame = earlier !== null && jobDifferences(earlier, facts).length === 0;
  if (!isSame) await removeWatched(folder);
  return newJobFile(isSame ? { ...facts, earlier } : facts, identity);
}

/** Two images in one folder would overwrite each other's parts. */
function refuseOther(folder: string, job: JobFile, facts: JobFacts): void {
  const differences = jobDifferences(job, facts);
  if (differences.length === 0) return;
  throw new TdError(
    `${lockfilePath(folder)}: The job to join is a different one: ${differences.join('; ')}`,
    { code: 'E_OTHER_JOB', path: folder },
  );
}

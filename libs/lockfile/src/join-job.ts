import { TdError } from '@task-distributor/band';
import { type FileIdentity, lastingIdentity } from './file-identity.ts';
import { type JobFile, readJobFile, writeJobFile } from './job-file.ts';
import { changedReads } from './job-reads.ts';
import { jobOf, statLockfile } from './lockfile-status.ts';
import { lockfilePath } from './names.ts';
import { newJobFile } from './new-job-file.ts';
import type { JobFacts, OpenedFiles } from './open-job.ts';
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
  return { file, lockfile };
}

/** If the lockfile is a new one, and the same job was interrupted here, its parts are used. */
async function newOrContinued(folder: string, facts: JobFacts, identity: FileIdentity): Promise<JobFile> {
  const file = await newJobFile(facts, identity);
  const earlier = await readJobFile(folder).catch(() => null);
  const isSame =
    earlier !== null && !differingFact(earlier, facts) && changedReads(earlier, facts).length === 0;
  return isSame ? { ...file, id: earlier.id } : file;
}

/** Two images in one folder would overwrite each other's parts. */
function refuseOther(folder: string, job: JobFile, facts: JobFacts): void {
  const differing = differingFact(job, facts);
  if (differing === undefined) return refuseChanged(folder, job, facts);
  const [what, theirs, ours] = differing;
  throw new TdError(`${lockfilePath(folder)}: The job to join has ${what}: Expected ${theirs}, got ${ours}`, {
    code: 'E_OTHER_JOB',
    path: folder,
  });
}

/** The first difference: what it is, and the values in the job and here. */
function differingFact(
  job: JobFile,
  facts: JobFacts,
): readonly [what: string, theirs: string | null, ours: string | null] | undefined {
  return (
    [
      ['another scene', job.scene, facts.scene],
      ['another size', `${job.width}x${job.height}`, `${facts.width}x${facts.height}`],
      ['other options', job.options.join(' ') || 'none', facts.options.join(' ') || 'none'],
      ['another scene content', job.sceneHash ?? facts.sceneHash, facts.sceneHash ?? job.sceneHash],
    ] as const
  ).find(([, theirs, ours]) => theirs !== ours);
}

function refuseChanged(folder: string, job: JobFile, facts: JobFacts): void {
  const changes = changedReads(job, facts);
  if (changes.length === 0) return;
  throw new TdError(
    `${lockfilePath(folder)}: The job to join has another scene content: ${changes.join('; ')}`,
    { code: 'E_OTHER_JOB', path: folder },
  );
}

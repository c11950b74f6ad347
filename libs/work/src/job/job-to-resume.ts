import { errorCode, TdError } from '@task-distributor/band';
import { jobDifferences, type JobFacts, type JobFile, readJobFile } from '@task-distributor/lockfile';

/**
 * The job to continue; null = there is none, so a new one begins.
 * @throws TdError E_OTHER_JOB if the folder contains the file of a different job
 */
export async function jobToResume(folder: string, facts: JobFacts): Promise<JobFile | null> {
  const file = await readJobFile(folder).catch((error: unknown) => {
    // Opening the job reports a missing folder.
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error))) return null;
    throw error;
  });
  if (file === null) return null;
  const differences = differencesOf(file, facts);
  if (differences.length === 0) return file;
  const what = differences.join('; ');
  const message = isSameApartFromContents(file, facts)
    ? `${folder}: ${what}: undo the change, and --resume goes on; or -f begins anew`
    : `${folder} contains a different job: ${what}; give -f instead of --resume to begin a new one`;
  throw new TdError(message, { code: 'E_OTHER_JOB', path: folder });
}

/** Whether only the contents of files differ, which are known. */
function isSameApartFromContents(file: JobFile, facts: JobFacts): boolean {
  if (file.sceneHash === null || facts.sceneHash === null) return false;
  // Without its hash, a scene is compared by its path.
  return jobDifferences({ ...file, sceneHash: null }, facts).length === 0;
}

/** How the job of a job file differs, or may differ, from another one. None = it is the same. */
export function differencesOf(file: JobFacts, facts: JobFacts): string[] {
  const isKnown = file.sceneHash !== null && facts.sceneHash !== null;
  const where = facts.sceneHash === null ? 'cannot be read here' : 'could not be read when this job began';
  const doubts = isKnown ? [] : [`${facts.scene} ${where}, so it may have changed`];
  return [...doubts, ...jobDifferences(file, facts)];
}

import { errorCode, TdError } from '@task-distributor/band';
import { changedReads, type JobFacts, type JobFile, readJobFile } from '@task-distributor/lockfile';

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
  throw new TdError(
    `${folder} contains a different job: ${differences.join('; ')}; give -f instead of --resume to begin a new one`,
    { code: 'E_OTHER_JOB', path: folder },
  );
}

/** How the job of a job file differs from another one. None = it is the same. */
export function differencesOf(file: JobFacts, facts: JobFacts): string[] {
  const size = ({ width, height }: JobFacts): string => `${width}x${height}`;
  const differences: string[] = [];
  if (facts.sceneHash === null) {
    differences.push(`${facts.scene} cannot be read here, so it may have changed`);
  } else if (file.sceneHash !== facts.sceneHash && file.scene !== facts.scene) {
    differences.push(`it is for ${file.scene}, not ${facts.scene}`);
  } else if (file.sceneHash !== facts.sceneHash) {
    differences.push(`${facts.scene} has changed since this job began`);
  } else {
    differences.push(...changedReads(file, facts));
  }
  if (size(file) !== size(facts)) differences.push(`its size is ${size(file)}, not ${size(facts)}`);
  if (JSON.stringify(file.options) !== JSON.stringify(facts.options)) {
    differences.push(`its options are ${file.options.join(' ') || 'none'}`);
  }
  return differences;
}

import type { FileIdentity } from './file-identity.ts';
import type { JobFile } from './job-file.ts';
import type { JobFacts } from './open-job.ts';
import { thisProcess } from './this-process.ts';

/** The job file of a job that this process opens now. */
export async function newJobFile(facts: JobFacts, lockfile: FileIdentity): Promise<JobFile> {
  const { id = crypto.randomUUID(), scene, sceneHash, width, height, options } = facts;
  return {
    version: 1,
    id,
    scene,
    sceneHash,
    width,
    height,
    options,
    owner: await thisProcess(),
    opened: new Date().toISOString(),
    lockfile,
  };
}

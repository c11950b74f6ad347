import type { FileIdentity } from './file-identity.ts';
import type { JobFile } from './job-file.ts';
import { shortened } from './job-reads.ts';
import type { JobFacts } from './open-job.ts';
import { largestJobFile } from './parse-job-file.ts';
import { thisProcess } from './this-process.ts';

/** The job file of a job that this process opens now. */
export async function newJobFile(facts: JobFacts, lockfile: FileIdentity): Promise<JobFile> {
  const { id = crypto.randomUUID(), scene, sceneHash, reads, plan, width, height, options } = facts;
  const file: JobFile = {
    version: 1,
    id,
    scene,
    sceneHash,
    width,
    height,
    options,
    ...(plan === undefined ? {} : { plan }),
    owner: await thisProcess(),
    opened: new Date().toISOString(),
    lockfile,
  };
  if (reads === undefined) return file;
  const room = largestJobFile - Buffer.byteLength(JSON.stringify(file, null, 2)) - reserve;
  return { ...file, reads: shortened(reads, Math.min(room / 3, mostForFiles)) };
}

/** Bytes for the other fields of a job file. */
const reserve = 1024;
/** Bytes: the job file is read again and again. The stamps of the files need up to twice as many. */
const mostForFiles = 16_384;

import type { FileIdentity } from './file-identity.ts';
import type { JobFile } from './job-file.ts';
import { shortened } from './job-reads.ts';
import { longestSplits } from './job-splits.ts';
import type { JobFacts } from './open-job.ts';
import { largestJobFile } from './parse-job-file.ts';
import { thisProcess } from './this-process.ts';

/** The job file of a job that this process opens now. */
export async function newJobFile(facts: JobFacts, lockfile: FileIdentity): Promise<JobFile> {
  const { scene, sceneHash, reads, width, height, options, earlier } = facts;
  const { id, plan, splits } = earlier ?? newJob();
  const file: JobFile = {
    version: 1,
    id,
    scene,
    sceneHash,
    width,
    height,
    options,
    ...(plan === undefined ? {} : { plan }),
    ...(splits === undefined ? {} : { splits }),
    owner: await thisProcess(),
    opened: new Date().toISOString(),
    lockfile,
  };
  if (reads === undefined) return file;
  const room = largestJobFile - Buffer.byteLength(JSON.stringify(file, null, 2)) - reserve;
  return { ...file, reads: shortened(reads, Math.min(room / 3, mostForFiles)) };
}

function newJob(): NonNullable<JobFacts['earlier']> {
  return { id: crypto.randomUUID() };
}

/** Bytes for the other fields of a job file, and for those that are written later. */
const reserve = 1024 + longestSplits;
/** Bytes: the job file is read again and again. The stamps of the files need up to twice as many. */
const mostForFiles = 16_384;

import { open, rename, rm } from 'node:fs/promises';
import { errorCode, errorMessage, TdError } from '@task-distributor/band';
import type { FileIdentity } from './file-identity.ts';
import type { JobPlan } from './job-plan.ts';
import type { JobReads } from './job-reads.ts';
import { jobFilePath, temporaryJobFilePath } from './names.ts';
import { largestJobFile, parseJobFile } from './parse-job-file.ts';
import { blockSize, UncachedFile } from './uncached-file.ts';

/** Facts of a job, kept in .td-job.json. */
// eslint-disable-next-line local/max-fields -- the format of a file, which other versions read
export interface JobFile {
  version: 1;
  id: string;
  scene: string;
  sceneHash: string | null;
  /** The other files that the scene reads; missing = not known. */
  reads?: JobReads;
  /** Pixels. */
  width: number;
  height: number;
  /** The renderer's. */
  options: string[];
  /** How td-master has cut the image; missing = not known. */
  plan?: JobPlan;
  /** First rows of the bands that were the rest of one that was cut short, separated by spaces; missing = there were none. */
  splits?: string;
  /** Who opened it. `startTime` is a token of processToken; '' = unknown. */
  owner: { host: string; pid: number; startTime: string };
  /** ISO 8601. */
  opened: string;
  /** The lockfile that belongs to it: another one in the folder was created by somebody else. */
  lockfile?: FileIdentity;
  /** Others have joined it, so it may go on when its owner has ended. */
  joined?: true;
}

/**
 * The folder's job file; null when there is none.
 * @throws TdError E_JOB_FILE when its content is not valid
 */
export async function readJobFile(folder: string): Promise<JobFile | null> {
  const path = jobFilePath(folder);
  try {
    return await new UncachedFile(path).use(async (handle) => {
      const buffer = Buffer.alloc(largestJobFile + blockSize);
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
      return parseJobFile(buffer.toString('utf8', 0, bytesRead), path);
    });
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    if (error instanceof TdError) throw error;
    throw new TdError(`${path}: ${errorMessage(error)}`, { cause: error, path, code: errorCode(error) });
  }
}

/** Replaces the job file in one step: readers see either the old one or the new one. */
export async function writeJobFile(folder: string, file: JobFile): Promise<void> {
  const path = jobFilePath(folder);
  const text = `${JSON.stringify(file, null, 2)}\n`;
  if (Buffer.byteLength(text) > largestJobFile) {
    throw new TdError(`${path}: Expected facts of a job of at most ${largestJobFile} bytes, got more`, {
      path,
    });
  }
  // Nothing is written that could not be read.
  parseJobFile(text, path);
  const temporary = temporaryJobFilePath(folder);
  try {
    const handle = await open(temporary, 'wx', 0o666);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new TdError(`${path}: ${errorMessage(error)}`, { cause: error, path, code: errorCode(error) });
  }
}

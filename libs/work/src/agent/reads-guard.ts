import { resolve } from 'node:path';
import { TdError } from '@task-distributor/band';
import type { JobFile } from '@task-distributor/lockfile';
import { type FileStamp, stampOf } from '../reads/file-stamp.ts';
import { changedError, checkContent } from '../reads/known-file.ts';
import { filesOfJob, type JobInput } from '../reads/files-of-job.ts';

/**
 * Makes sure that a band is rendered from what its job reads. A file's content is read only if size or time are not those that
 * the master has seen.
 */
export interface ReadsGuard {
  /**
   * Call it when the renderer has read everything.
   * @throws TdError E_CHANGED if a file has changed since the job began; another TdError if it was written meanwhile
   */
  check(signal?: AbortSignal): Promise<void>;
}

/**
 * Call it before the renderer starts.
 * @param scene path of the scene on this machine
 * @throws TdError E_CHANGED if a file is another one than when the job began
 */
export async function guardReads(scene: string, job: JobFile, signal: AbortSignal): Promise<ReadsGuard> {
  const seen: SeenFile[] = [];
  for (const file of filesOfJob(resolve(scene), job)) {
    const stamp = await stampOf(file.path);
    // A file that is missing is an error of the renderer, if it needs the file.
    if (file.isOfScene && stamp !== null && !isAsOnMaster(file, stamp)) {
      if (file.path === resolve(scene) && file.path !== job.scene) await checkIsScene(file, job, signal);
      else await checkContent(file, signal);
    }
    seen.push({ file, stamp });
  }
  return {
    async check(stop) {
      for (const one of seen) await checkAgain(one, stop);
    },
  };
}

/** It may lie elsewhere on this machine. */
async function checkIsScene(file: JobInput, { id, scene }: JobFile, signal: AbortSignal): Promise<void> {
  try {
    await checkContent(file, signal);
  } catch {
    signal.throwIfAborted();
    throw new TdError(
      `${file.path}: Expected the scene of job ${id}, ${scene}, got a file with another content; give that scene, or another job`,
      { code: 'E_OTHER_JOB', path: file.path },
    );
  }
}

interface SeenFile {
  readonly file: JobInput;
  readonly stamp: FileStamp | null;
}

function isAsOnMaster({ sharedStamp }: JobInput, { shared, isYoung }: FileStamp): boolean {
  return !isYoung && shared === sharedStamp;
}

async function checkAgain({ file, stamp }: SeenFile, signal: AbortSignal | undefined): Promise<void> {
  const { path, isOfScene } = file;
  const now = await stampOf(path);
  if (isOfScene && now === null) throw changedError(path, 'is gone');
  const isWritten = now?.local !== stamp?.local;
  if (isOfScene && (isWritten || stamp?.isYoung === true)) await checkContent(file, signal);
  if (isWritten) throw new TdError(`${path} was written while the band was rendered`, { path });
}

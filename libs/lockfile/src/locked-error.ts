import { TdError } from '@task-distributor/band';
import type { JobFile } from './job-file.ts';
import type { LockfileStatus } from './lockfile-status.ts';
import { lockfilePath } from './names.ts';

/** The original's words, whose lockfile it is, and what the user can do. */
export function lockedError(folder: string, status: Pick<LockfileStatus, 'state' | 'job'>): TdError {
  const path = lockfilePath(folder);
  return new TdError(`File ${path} already exists! ${explain(status)}`, { code: 'E_LOCKED', path });
}

function explain({ state, job }: Pick<LockfileStatus, 'state' | 'job'>): string {
  if (job === null || state === 'unknown') {
    return (
      "It was made by the original's scripts or by hand, so whether they are still running is not known: " +
      '-f takes over, td-dispatch --join uses it as it is'
    );
  }
  switch (state) {
    case 'running':
      return `${describeJob(job)} is running, pid ${job.owner.pid}: wait for it, td-dispatch --join joins it, -ff takes over`;
    case 'finished':
      return `${describeJob(job)} is finished: -f starts a new job`;
    case 'abandoned':
      return `${describeJob(job)} is abandoned, its process (pid ${job.owner.pid}) is gone: --resume continues it, -f starts a new job`;
  }
}

function describeJob({ scene, owner, opened }: JobFile): string {
  return `The job for ${scene}, on ${owner.host} since ${opened},`;
}

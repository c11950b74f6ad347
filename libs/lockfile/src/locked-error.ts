import { TdError } from '@task-distributor/band';
import type { JobFile } from './job-file.ts';
import { lockfilePath } from './names.ts';
import type { Standing } from './standing.ts';

/** The original's words, how it stands with the lockfile, and how to go on. */
export function lockedError(folder: string, standing: Pick<Standing, 'state' | 'job'>): TdError {
  const path = lockfilePath(folder);
  return new TdError(`File ${path} already exists! ${explain(standing)}`, { code: 'E_LOCKED', path });
}

function explain({ state, job }: Pick<Standing, 'state' | 'job'>): string {
  if (job === null || state === 'unknown') {
    return (
      "It was made by the original's scripts or by hand, and nothing tells whether they run: " +
      '-f takes over, td-dispatch --join uses it as it is'
    );
  }
  switch (state) {
    case 'running':
      return `${describeJob(job)} is running, pid ${job.owner.pid}: wait for it, td-dispatch --join joins it, -ff takes over`;
    case 'finished':
      return `${describeJob(job)} is finished: -f starts a new job`;
    case 'abandoned':
      return `${describeJob(job)} is abandoned, its process (pid ${job.owner.pid}) is gone: --resume goes on with it, -f starts a new job`;
  }
}

function describeJob({ scene, owner, opened }: JobFile): string {
  return `The job for ${scene}, on ${owner.host} since ${opened},`;
}

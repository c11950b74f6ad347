import { join } from 'node:path';

/** The file that exists while a job is open in the folder. */
export function lockfilePath(folder: string): string {
  return join(folder, 'lockfile');
}

/** The file with the facts of the job; its mtime is the heartbeat of whichever stage is running. */
export function jobFilePath(folder: string): string {
  return join(folder, '.td-job.json');
}

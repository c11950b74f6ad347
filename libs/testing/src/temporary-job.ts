import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './temporary-folder.ts';

/** Makes a temporary folder with an empty job folder in it. */
export function temporaryJob(): { folder: string; job: string } {
  const folder = temporaryFolder();
  const job = join(folder, 'job');
  mkdirSync(job);
  return { folder, job };
}

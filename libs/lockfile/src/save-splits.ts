import { readJobFile, writeJobFile } from './job-file.ts';
import { encodeSplits } from './job-splits.ts';
import type { Job } from './job.ts';
import { withFolderLock } from './with-folder-lock.ts';

/**
 * Writes where bands were cut short into the job file, if that is still its own.
 * @param firsts the first rows of what was left of them, oldest first. If they are too many for a job file, it gets the newest
 * @throws TdError if it cannot be written
 */
export async function saveSplits(
  { folder, id }: Pick<Job, 'folder' | 'id'>,
  firsts: readonly number[],
): Promise<void> {
  const splits = encodeSplits(firsts);
  await withFolderLock(folder, undefined, async () => {
    const job = await readJobFile(folder);
    if (job?.id === id) await writeJobFile(folder, { ...job, splits });
  });
}

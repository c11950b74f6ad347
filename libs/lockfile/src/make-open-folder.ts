import { TdError } from '@task-distributor/band';
import { checkFolder, makeFolder } from './check-folder.ts';
import { createLockfile } from './create-lockfile.ts';
import { readJobFile } from './job-file.ts';
import { statLockfile } from './lockfile-status.ts';
import { lockfilePath } from './names.ts';

/**
 * Creates the folder and an empty lockfile in it, where they do not exist. Any worker may then publish its part there.
 * @throws TdError if it cannot, and E_FINISHED if the folder contains an interrupted job
 */
export async function makeOpenFolder(folder: string): Promise<void> {
  await makeFolder(folder);
  await checkFolder(folder, { write: true });
  await refuseInterruptedJob(folder);
  await createLockfile(lockfilePath(folder));
}

/** A job file without a lockfile is left by a job that has not been composed: its parts would be overwritten. */
async function refuseInterruptedJob(folder: string): Promise<void> {
  const job = await readJobFile(folder).catch(() => null);
  if (job === null || (await statLockfile(folder)) !== null) return;
  throw new TdError(
    `${folder} contains an interrupted job (for ${job.scene}): go on with td-master --resume, or use another folder`,
    { code: 'E_FINISHED', path: folder },
  );
}

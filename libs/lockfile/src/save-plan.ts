import { readJobFile, writeJobFile } from './job-file.ts';
import type { Job } from './job.ts';
import type { JobPlan } from './job-plan.ts';
import { withFolderLock } from './with-folder-lock.ts';

/** Writes the plan of a job into its job file, if that is still its own. @throws TdError if it cannot be written */
export async function savePlan({ folder, id }: Pick<Job, 'folder' | 'id'>, plan: JobPlan): Promise<void> {
  await withFolderLock(folder, undefined, async () => {
    const job = await readJobFile(folder);
    if (job?.id === id) await writeJobFile(folder, { ...job, plan });
  });
}

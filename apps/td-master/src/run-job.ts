import type { Band } from '@task-distributor/band';
import type { TdContext } from '@task-distributor/cli';
import { masterObservers, type MasterOutputs } from './master-observers.ts';
import type { PreparedJob } from './prepare-job.ts';
import { runMaster } from './run-master.ts';
import { schedulePlan } from './schedule/schedule-plan.ts';

/** Runs a job and shows it on stdout and stderr. @throws TdError if there is no image */
export async function runJob(
  { folder, plans, stages, schedule: how, options }: PreparedJob,
  shown: Omit<MasterOutputs, 'schedule'>,
  context: Pick<TdContext, 'stdout' | 'signal'>,
): Promise<void> {
  const schedule = schedulePlan(how, stages, options);
  const create = (bands: readonly Band[]) =>
    masterObservers(plans, bands, { ...shown, schedule: schedule.how }, context);
  const { notify } = shown.progress;
  await runMaster({ plans, schedule, folder }, { create, notify }, context);
}

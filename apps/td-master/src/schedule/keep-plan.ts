import type { Band } from '@task-distributor/band';
import { encodePlan, type Job, type PlannedBand, savePlan } from '@task-distributor/lockfile';
import type { ChosenCut } from './choose-cut.ts';

/** Writes the plan of a job into its job file, unless it is there. Without it, --resume cuts anew. Never rejects. */
export async function keepPlan(
  job: Job,
  { planned, bands }: Pick<ChosenCut, 'planned' | 'bands'>,
  isQuick: Promise<boolean>,
): Promise<void> {
  const plan =
    job.file.plan === undefined ? encodePlan(planned.cut, bands.map(plannedBand), await isQuick) : null;
  if (plan !== null) await savePlan(job, plan).catch(() => undefined);
}

function plannedBand({ first, last, host }: Band): PlannedBand {
  return { first: first!, last: last!, host };
}

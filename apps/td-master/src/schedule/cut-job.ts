import { type Job, decodePlan } from '@task-distributor/lockfile';
import { formatHostAddress } from '@task-distributor/remote';
import { type DispatchableJob, keepsFinishedBands } from '@task-distributor/work';
import type { StagePlans } from '../plans.ts';
import { type ChosenCut, cutBy, cutWithout } from './choose-cut.ts';
import { continuePlan } from './continue-plan.ts';
import { estimateInTime } from './estimate-in-time.ts';
import type { Probing } from './probing.ts';
import type { SchedulePlan } from './schedule-plan.ts';

/**
 * Cuts the image of a job that is open. A job that goes on keeps its plan.
 * @param probing null = there is no estimate
 * @throws TdError if `--schedule cost` is given, and the probe has failed
 */
export async function cutJob(
  plans: StagePlans,
  { how }: SchedulePlan,
  probing: Probing | null,
  { job, ready }: Pick<DispatchableJob, 'job' | 'ready'>,
): Promise<ChosenCut> {
  const { partition, dispatch } = plans;
  const { hosts } = dispatch;
  const earlier = earlierCut(plans, job);
  if (earlier !== null) return earlier;
  if (probing === null || how === 'even') return cutWithout(partition, hosts);
  if (how === 'cost') return cutBy(await probing.best(), partition, hosts, how);
  const estimate = await estimateInTime(probing, dispatch, ready);
  if (estimate !== null) return cutBy(estimate, partition, hosts, how);
  // On this machine, a probe that goes on would only slow the job down.
  if (hosts.listed.length === 0) await probing.stop();
  return cutWithout(partition, hosts);
}

/** The plan of a job that goes on; null = it is new, or has none. */
function earlierCut({ partition, dispatch }: StagePlans, job: Job): ChosenCut | null {
  const { plan, height } = job.file;
  if (!dispatch.job.resume || plan === undefined || !keepsFinishedBands(dispatch)) return null;
  const planned = decodePlan(plan, height);
  if (planned === null) return null;
  const { hosts } = dispatch;
  const names = new Set(hosts.listed.map(({ address }) => formatHostAddress(address)));
  const bands = continuePlan(planned, names);
  const { planned: facts } = cutWithout(partition, hosts);
  return { bands, planned: { ...facts, cut: plan.cut, bands: bands.length } };
}

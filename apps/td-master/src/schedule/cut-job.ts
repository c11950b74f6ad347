import type { StagePlans } from '../plans.ts';
import { type ChosenCut, cutBy, cutWithout, estimateInTime } from './choose-cut.ts';
import type { Probing } from './probing.ts';
import type { SchedulePlan } from './schedule-plan.ts';

/**
 * Cuts the image of a job that is open.
 * @param probing null = there is no estimate
 * @param ready resolves when the first host is ready
 * @throws TdError if `--schedule cost` is given, and the probe has failed
 */
export async function cutJob(
  { partition, dispatch }: StagePlans,
  { how }: SchedulePlan,
  probing: Probing | null,
  ready: Promise<void>,
): Promise<ChosenCut> {
  const { hosts } = dispatch;
  if (probing === null || how === 'even') return cutWithout(partition, hosts);
  if (how === 'cost') return cutBy(await probing.best(), partition, hosts, how);
  const estimate = await estimateInTime(probing, hosts, ready);
  if (estimate !== null) return cutBy(estimate, partition, hosts, how);
  // On this machine, a probe that goes on would only slow the job down.
  if (hosts.listed.length === 0) await probing.stop();
  return cutWithout(partition, hosts);
}

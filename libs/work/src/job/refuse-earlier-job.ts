import type { Rows } from '@task-distributor/band';
import { checkUnlocked, type JobFacts } from '@task-distributor/lockfile';
import type { DispatchPlan } from '../plans.ts';
import { refuseFinishedWork } from './refuse-finished-work.ts';

/**
 * Refuses what opening a new job in the folder would refuse, and touches nothing.
 * @throws TdError if another job is open in the folder, or if an interrupted one has left finished bands
 */
export async function refuseEarlierJob(
  folder: string,
  { takeover, join }: DispatchPlan['job'],
  { facts, planned }: { readonly facts: JobFacts; readonly planned: readonly Rows[] },
  signal: AbortSignal,
): Promise<void> {
  if (takeover === 'none') await refuseFinishedWork(folder, facts, planned, join);
  if (!join) await checkUnlocked(folder, takeover, signal);
}

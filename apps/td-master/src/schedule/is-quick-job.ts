import type { Job } from '@task-distributor/lockfile';
import type { ChosenCut } from './choose-cut.ts';
import type { Probing } from './probing.ts';

/**
 * Whether a job is expected to be over soon: its estimate says so, or would have taken too great a share of the job. A job that goes on
 * counts as what it was when it began.
 */
export function isQuickJob(
  { planned: { expectedSeconds } }: Pick<ChosenCut, 'planned'>,
  { file: { plan } }: { readonly file: Pick<Job['file'], 'plan'> },
  probing: Pick<Probing, 'hasEnded' | 'latest'> | null,
): boolean {
  if (plan !== undefined) return plan.quick === true;
  if (probing === null) return false;
  const hasFailed = probing.hasEnded && probing.latest === null;
  return !hasFailed && (expectedSeconds === null || expectedSeconds < longSeconds);
}

/** In such a job, what a worker costs at its start no longer matters. */
const longSeconds = 30;

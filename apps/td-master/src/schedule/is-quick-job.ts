import type { Job } from '@task-distributor/lockfile';
import type { ChosenCut } from './choose-cut.ts';
import type { Probing } from './probing.ts';

/**
 * Whether a job is expected to be over soon: by its estimate, or by what the estimate has found out so far. A job that goes on counts as
 * what it was when it began.
 * @param workers how many bands are rendered at the same time
 */
export async function isQuickJob(
  { planned: { expectedSeconds } }: Pick<ChosenCut, 'planned'>,
  { file: { plan } }: { readonly file: Pick<Job['file'], 'plan'> },
  probing: Pick<Probing, 'hasEnded' | 'leastSeconds' | 'news'> | null,
  workers: number,
): Promise<boolean> {
  if (plan !== undefined) return plan.quick === true;
  if (probing === null) return false;
  if (expectedSeconds === null) await firstNews(probing);
  const seconds = expectedSeconds ?? probing.leastSeconds / workers;
  return seconds > 0 && seconds < longSeconds;
}

/** In such a job, what a worker costs at its start no longer matters. */
const longSeconds = 30;

/** Waits until anything is known of what the job takes, and not long. */
async function firstNews(probing: Pick<Probing, 'hasEnded' | 'leastSeconds' | 'news'>): Promise<void> {
  const until = performance.now() + longestWaitMs;
  while (probing.leastSeconds === 0 && !probing.hasEnded && performance.now() < until)
    await probing.news(until - performance.now());
}

/** Hosts are looked at meanwhile. */
const longestWaitMs = 500;

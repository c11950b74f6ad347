import type { DispatchPlan } from '@task-distributor/work';
import { launchSeconds } from './expected-seconds.ts';
import type { Estimate, Probing } from './probing.ts';
import { workerSpeeds } from './worker-speeds.ts';

/**
 * Waits for an estimate as long as it is worth it: until the hosts are ready, and then for a share of what the job takes at least.
 * @param ready resolves when the first host is ready
 * @returns null if there is none in time
 */
export async function estimateInTime(
  probing: Pick<Probing, 'ended' | 'hasEnded' | 'latest' | 'leastSeconds' | 'news'>,
  { hosts, split }: Pick<DispatchPlan, 'hosts' | 'split'>,
  ready: Promise<unknown>,
): Promise<Estimate | null> {
  const { launches, share } = split ? ifCutShort : ifFinal;
  // The hosts may be faster or slower; each worker is certain to have one processor.
  const speed = workerSpeeds(hosts).length;
  await Promise.race([ready, probing.ended]);
  const since = performance.now();
  for (;;) {
    if (probing.hasEnded || probing.latest !== null) return probing.latest;
    const waited = (performance.now() - since) / 1_000;
    const allowed = launches * launchSeconds + (share * probing.leastSeconds) / speed;
    if (waited >= allowed) return null;
    await probing.news(1_000 * (allowed - waited));
  }
}

/** Bands that are cut short for idle hosts end together, however they begin: in the simulation, waiting longer gains nothing. */
const ifCutShort = { launches: 0.03, share: 0.03 };
/** With --no-split, bands stay as they are cut: even ones can take twice as long as those by cost. */
const ifFinal = { launches: 1, share: 0.3 };

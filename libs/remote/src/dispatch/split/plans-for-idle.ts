import type { SplitPlanner } from '../split-planner.ts';
import type { Host } from './host-speeds.ts';
import { leastGain } from './paced-work.ts';
import type { PlannedCut, PlannedShare } from './plans.ts';

/**
 * What each of the idle hosts is to do, the fastest first, as long as it gains more than it costs.
 * @param mayHelp whether a host may render blocks of a band on another host
 */
export function* plansForIdle<Idle extends Host>(
  planner: SplitPlanner,
  idle: readonly Idle[],
  now: number,
  mayHelp: (host: Idle, key: string) => boolean = () => true,
): Generator<{ host: Idle; plan: PlannedCut | PlannedShare }> {
  const prospects = idle.map((host) => ({ host, ...planner.prospect(host) }));
  prospects.sort((one, other) => other.rate - one.rate);
  /** Least seconds for a launch of the hosts for which nothing gains more than it costs. */
  let leastLaunch = Infinity;
  for (const [i, { host, launch }] of prospects.entries()) {
    // It is no faster than those, and launches no sooner.
    if (launch > leastLaunch - leastGain) continue;
    let mayAll = true;
    const mayThis = (key: string): boolean => {
      const may = mayHelp(host, key);
      mayAll &&= may;
      return may;
    };
    const plan = planner.plan(host, now, idle.length - i, mayThis);
    if (plan !== null) yield { host, plan };
    else if (mayAll) leastLaunch = Math.min(leastLaunch, launch);
  }
}

import type { SplitPlanner } from '../split-planner.ts';
import type { Host } from './host-speeds.ts';
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
  const fastestFirst = idle.toSorted((one, other) => planner.rateOf(other) - planner.rateOf(one));
  for (const [i, host] of fastestFirst.entries()) {
    let mayAll = true;
    const mayThis = (key: string): boolean => {
      const may = mayHelp(host, key);
      mayAll &&= may;
      return may;
    };
    const plan = planner.plan(host, now, idle.length - i, mayThis);
    if (plan !== null) yield { host, plan };
    // Nothing gains more than it costs, for the others neither.
    else if (mayAll) return;
  }
}

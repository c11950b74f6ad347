import type { Band } from '@task-distributor/band';
import type { PlannedBand } from '@task-distributor/lockfile';

/**
 * The bands of the plan of a job that goes on.
 * @param hosts those that a band may name; the bands of others go to any host
 */
export function continuePlan(plan: readonly PlannedBand[], hosts: ReadonlySet<string>): Band[] {
  return plan.map(({ first, last, host }) => {
    const isThere = host !== null && hosts.has(host);
    return { first, last, host: isThere ? host : null, state: '-', info: null };
  });
}

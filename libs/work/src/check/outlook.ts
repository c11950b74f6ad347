import type { CheckPlan } from './check-plan.ts';
import { type HostReport, isBad } from './host-report.ts';

/** What would become of a job. */
export interface Outlook {
  readonly wouldFail: boolean;
  /** Hosts on which it could render nothing. */
  readonly without: readonly string[];
}

/**
 * A host that fails does not fail the job as long as its band may go to another one, and one of those works.
 * @param canMove whether a band whose host has failed goes to another one
 */
export function outlookOf(
  { here, hosts }: { readonly here: HostReport; readonly hosts: readonly HostReport[] },
  { plan, canMove }: { readonly plan: CheckPlan; readonly canMove: boolean },
): Outlook {
  const { retries } = plan.dispatch.retry;
  const bands = plan.bands ?? hosts.length;
  // Where there are more bands than hosts, they name none.
  const namesHosts = bands <= hosts.length;
  const needed = namesHosts ? hosts.slice(0, bands) : hosts;
  const tried = canMove || !namesHosts ? hosts : needed;
  const hasBadNeeded = needed.some(isBad);
  const mayMove = retries > 0 && (canMove || !namesHosts);
  const wouldFail = isBad(here) || tried.every(isBad) || (hasBadNeeded && !mayMove);
  return { wouldFail, without: hosts.filter(isBad).map(({ host }) => host!) };
}

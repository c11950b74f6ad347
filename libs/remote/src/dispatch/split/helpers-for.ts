import type { Helpers } from './best-cut.ts';
import type { Host } from './host-speeds.ts';
import type { Known, PacedWork } from './paced-work.ts';

/** What can be expected of idle hosts that take over a part of the work. @param host one of them, and their number */
export function helpersFor(
  work: PacedWork,
  host: Host & { readonly idle: number },
  now: number,
  known: Known,
): Helpers {
  const { speeds, costs } = known;
  const expected = speeds.rateOf(host)!;
  const rateOfWork = work.outlook(now, known)!.rate;
  // While nothing is known about the rows, those of this band are as good a guide as what the host has rendered elsewhere.
  const rate = costs.areKnown ? expected : Math.sqrt(expected * rateOfWork * (host.weight / work.on.weight));
  return { count: host.idle, rate, launch: speeds.launchOf(host) };
}

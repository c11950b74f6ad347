import type { Rows } from '@task-distributor/band';
import { bestCut, commonEnd, type Helpers } from './best-cut.ts';
import { bestShare } from './best-share.ts';
import { PacedBand } from './paced-band.ts';
import { type Known, leastGain, type Lent, type Outlook, type PacedWork } from './paced-work.ts';

/** The attempt is to end after this row. */
export interface PlannedCut {
  readonly key: string;
  readonly last: number;
}

/** The host is to render these blocks of the attempt's band. */
export interface PlannedShare extends Lent {
  readonly key: string;
  readonly rows: Rows;
}

/** Takes blocks from work for idle hosts; null = it gains less than it costs, or there are none to take. */
export function planShare(work: PacedWork, helpers: Helpers, now: number, known: Known): PlannedShare | null {
  const lendable = work.lendable(now, known);
  const share = lendable === null ? null : bestShare(lendable, helpers);
  if (share === null || !isWorthIt(work, share.gain, now, known)) return null;
  const { key, rows } = work.band;
  return { key, rows, ...work.lend(share.blocks, known) };
}

/**
 * Cuts a band short for idle hosts; null = it gains less than it costs, or it is not a band that can be cut.
 * @param works the band, and what is cut next if several hosts are idle
 */
export function planCut(
  works: readonly PacedWork[],
  helpers: Helpers,
  now: number,
  known: Known,
): PlannedCut | null {
  const [band] = works;
  const outlook = band instanceof PacedBand ? band.outlook(now, known) : null;
  if (!(band instanceof PacedBand) || outlook === null) return null;
  const outlooks = works.map((work) => work.outlook(now, known)!);
  const cut = bestCut(outlook, { ...known, helpers }, commonEnd(outlooks, helpers));
  if (cut === null || !isWorthIt(band, cut.gain, now, known)) return null;
  band.asked(now);
  return { key: band.key, last: cut.last };
}

/** Whether there is time enough for the helper to do anything. */
export function canGain({ end }: Outlook, { launch }: Helpers): boolean {
  return end - launch > leastGain;
}

/** If there is less work than expected, taking some away gains less, too. */
function isWorthIt(work: PacedWork, gain: number, now: number, known: Known): boolean {
  const { work: seconds, doubt } = work.outlook(now, known)!;
  return gain > leastGain + (doubt * seconds) / 2;
}

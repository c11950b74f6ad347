import type { Blocks } from '../../worker.ts';
import type { Lendable } from './best-share.ts';
import type { PacedBand } from './paced-band.ts';
import type { Host, HostSpeeds } from './host-speeds.ts';
import type { RowCosts } from './row-costs.ts';

/** What is known about rows and hosts. */
export interface Known {
  readonly costs: RowCosts;
  readonly speeds: HostSpeeds;
  readonly layout: BlockRows;
}

/** How the renderer divides an image into blocks. */
export interface BlockRows {
  /** Number of rows of a block. */
  readonly blockRows: number;
  /** How many blocks are side by side; 1 = a row of blocks is not shared. */
  readonly blockColumns: number;
  /** How many blocks wide the image is: a fraction if the last block is narrower than the others. */
  readonly blocksWide?: number;
  /** What the renderer renders for a band begins after a multiple of so many rows. */
  readonly grid: number;
}

/** What is expected of running work from now on. All times are in seconds. */
export interface Outlook {
  /** Cost of rows a second. */
  readonly rate: number;
  /** Time until its first row is begun. */
  readonly wait: number;
  /** Time for what is not finished. */
  readonly work: number;
  /** Time for the launch that follows if some of it is taken away. */
  readonly tail: number;
  /** Time until the band is ready if nothing is taken away. */
  readonly end: number;
  /** By what share `work` may be wrong. */
  readonly doubt: number;
}

/** By what share a time may be wrong: by much if little has been reported, since workers report percents. @param percents null = nothing yet */
export function doubtOf(percents: number | null, costs: RowCosts): number {
  const ofRows = doubtOfRows(costs);
  return Math.min(3 * ofRows, percents === null ? Infinity : ofRows + 1 / (1 + percents));
}

/** Share by which the cost of rows may differ from what it is taken for. */
function doubtOfRows(costs: RowCosts): number {
  return costs.areKnown ? 0.15 : 0.2;
}

/** Running work, by the time of its end. */
export interface TimedWork {
  /** Nothing is taken away before this time. */
  readonly blockedUntil: number;
  /** null = nothing is known. */
  outlook(now: number, known: Known): Outlook | null;
  /** Whether some of it could be taken away. */
  canBeAsked(now: number, known: Known): boolean;
  /** When its outlook is worth another look if nothing is reported before. */
  lookAgainAt(now: number, known: Known): number;
}

/** Work on one host of which some can be taken away: a band, or blocks of one. */
export interface PacedWork extends TimedWork {
  readonly on: Host;
  /** The band that it is a part of, or is. */
  readonly band: PacedBand;
  /** The blocks that can be lent to another host; null = none, or a band can be cut after a row instead. */
  lendable(now: number, known: Known): Lendable | null;
  /** Takes blocks away from it. */
  lend(count: number, known: Known): Lent;
}

/** Blocks that were taken away. */
export interface Lent {
  readonly blocks: Blocks;
  /** The key of the help that had them; null = they were the band's own. */
  readonly from: string | null;
}

/** When it ends; Infinity = nothing is known. */
export function endAt(work: TimedWork, now: number, known: Known): number {
  return now + (work.outlook(now, known)?.end ?? Infinity);
}

/** Whether another host could gain anything by taking some of it, even if its launch took no time. */
export function canBeShared({ end, tail }: Outlook): boolean {
  return end - tail > leastGain;
}

/** Seconds. The launches are in what it costs. */
export const leastGain = 0.3;

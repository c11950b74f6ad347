import type { Known, Outlook } from './paced-work.ts';
import { blockEndBefore, type CuttableRows, rowsToCutAt } from './rows-to-cut-at.ts';

/** A band that may be cut short. All times are in seconds. */
export interface CuttableBand extends Outlook {
  readonly place: CuttableRows;
}

/** Hosts that have nothing to do, as if all were alike. */
export interface Helpers {
  readonly count: number;
  /** Cost of rows a second, of each. */
  readonly rate: number;
  readonly launch: number;
}

export interface Cut {
  /** The last row that the band keeps. */
  readonly last: number;
  /** Seconds that the band and its rest end earlier than the whole would. */
  readonly gain: number;
}

/**
 * Time until the first band and the helpers end, if all end together. More of the bands are cut, too, as long as each would end
 * later.
 * @param bands at least one, the last to end first
 */
export function commonEnd(bands: readonly Outlook[], helpers: Helpers): number {
  let work = helpers.count * helpers.rate * helpers.launch;
  let rate = helpers.count * helpers.rate;
  let end = 0;
  for (const band of bands) {
    if (band.end <= end) break;
    work += band.rate * (band.wait + band.work + band.tail);
    rate += band.rate;
    end = work / rate;
  }
  return end;
}

/** The end of a block row at which the band and its rest end as soon as they can; null = it has only one such row left. */
export function bestCut(
  band: CuttableBand,
  { helpers, costs, layout }: Pick<Known, 'costs' | 'layout'> & { helpers: Helpers },
  wantedEnd: number,
): Cut | null {
  const { blockRows } = layout;
  const range = rowsToCutAt(band.place, layout);
  if (range === null) return null;
  const { rows, at, blockEnd } = band.place;
  const cost = Math.max(0, band.rate * (wantedEnd - band.wait - band.tail));
  const below = blockEndBefore(costs.rowAfter(at, cost, rows.last), blockEnd, blockRows);
  const lasts = [below, below + blockRows].map((last) => Math.min(range.last, Math.max(range.first, last)));
  const cuts = lasts.map((last) => ({ last, gain: band.end - endOf(last) }));
  return cuts.reduce((best, cut) => (cut.gain > best.gain ? cut : best));

  function endOf(last: number): number {
    const kept = band.wait + costs.between(at, last) / band.rate + band.tail;
    const rest = costs.between(last, rows.last) / helpers.rate;
    return Math.max(kept, helpers.launch + Math.min(rest, timeTogether(rest, rows.last - last)));
  }

  /** The first helper takes all, and is cut short for the others: that costs it one more launch. */
  function timeTogether(rest: number, restRows: number): number {
    const useful = Math.round(rest / Math.max(wantedEnd - helpers.launch, 0.001));
    const hosts = Math.max(1, Math.min(helpers.count, useful, Math.ceil(restRows / blockRows)));
    return helpers.launch + rest / hosts;
  }
}

import type { Helpers } from './best-cut.ts';
import type { Outlook } from './paced-work.ts';

/** Blocks that can be lent. */
export interface Lendable extends Outlook {
  /** How many. */
  readonly blocks: number;
  readonly costOfBlock: number;
}

export interface Share {
  /** Number of blocks for one helper. */
  readonly blocks: number;
  /** Seconds that the band is ready earlier. */
  readonly gain: number;
}

/** How many of the blocks the first of the helpers is to render, if all get as many, so that all end together; null = there are none. */
export function bestShare(lendable: Lendable, helpers: Helpers): Share | null {
  const { blocks, costOfBlock, rate, wait, work, tail, end } = lendable;
  if (blocks < 1 || costOfBlock <= 0) return null;
  const all = rate + helpers.count * helpers.rate;
  const together = (rate * (wait + work) + helpers.count * helpers.rate * helpers.launch) / all;
  const each = Math.max(0, together - helpers.launch) * (helpers.rate / costOfBlock);
  const shares = [Math.floor(each), Math.ceil(each)].map((wanted) => {
    const count = Math.min(blocks, Math.max(1, wanted));
    return { blocks: count, gain: end - tail - endOf(count) };
  });
  return shares.reduce((best, share) => (share.gain > best.gain ? share : best));

  /** Until all blocks are finished. */
  function endOf(count: number): number {
    const hosts = Math.min(helpers.count, Math.floor(blocks / count));
    const own = wait + Math.max(0, work - (hosts * count * costOfBlock) / rate);
    return Math.max(own, helpers.launch + (count * costOfBlock) / helpers.rate);
  }
}

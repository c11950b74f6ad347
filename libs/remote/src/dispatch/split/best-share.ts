import type { Helpers } from './best-cut.ts';
import type { Outlook } from './paced-work.ts';

/** Blocks that can be lent. */
export interface Lendable extends Outlook {
  /** How many. */
  readonly blocks: number;
  /** Cost of so many of them, which are lent first. */
  costOfLast(count: number): number;
}

export interface Share {
  /** Number of blocks for one helper. */
  readonly blocks: number;
  /** Seconds that the band is ready earlier. */
  readonly gain: number;
}

/** How many of the blocks the first of the helpers is to render, if all get as much work, so that all end together; null = there are none. */
export function bestShare(lendable: Lendable, helpers: Helpers): Share | null {
  const { blocks, rate, wait, work, tail, end } = lendable;
  if (blocks < 1) return null;
  const costOfAll = lendable.costOfLast(blocks);
  if (costOfAll <= 0) return null;
  const all = rate + helpers.count * helpers.rate;
  const together = (rate * (wait + work) + helpers.count * helpers.rate * helpers.launch) / all;
  const most = mostBlocks(lendable, Math.max(0, together - helpers.launch) * helpers.rate);
  const shares = [most, most + 1].map((wanted) => {
    const count = Math.min(blocks, Math.max(1, wanted));
    return { blocks: count, gain: end - tail - endOf(count) };
  });
  return shares.reduce((best, share) => (share.gain > best.gain ? share : best));

  /** Until all blocks are finished. */
  function endOf(count: number): number {
    const hosts = Math.min(helpers.count, Math.floor(blocks / count));
    const cost = lendable.costOfLast(count);
    const own = wait + Math.max(0, work - Math.min(costOfAll, hosts * cost) / rate);
    return Math.max(own, helpers.launch + cost / helpers.rate);
  }
}

/** How many of the blocks cost no more than this. */
function mostBlocks({ blocks, costOfLast }: Lendable, cost: number): number {
  let [low, high] = [0, blocks + 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (costOfLast(middle) <= cost + rounding) low = middle;
    else high = middle;
  }
  return low;
}

const rounding = 1e-9;

import type { Rows } from '@task-distributor/band';
import { rowsOfSizes } from './rows-of-sizes.ts';

/**
 * Chunks whose sizes decrease so that, at the end, no host waits longer than the most expensive row takes: the bands that hosts
 * take one after the other, each when it has nothing to do. Of w rows that remain, a host takes K, such that K of the most
 * expensive rows take no longer than the cheapest w - K rows take on the others: K <= w / (1 + ratio (hosts - 1)).
 * Source of the idea: T. Plachetka, "Perfect Load Balancing for Demand-Driven Parallel Ray Tracing", Euro-Par 2002. The size was
 * derived from its description, since the text was not at hand.
 * @param ratio how many times longer the most expensive row takes than the cheapest one, at least 1
 */
export function plachetkaChunks(height: number, hosts: number, ratio: number): Rows[] {
  const sizes: number[] = [];
  let remaining = height;
  while (remaining > 0) {
    const size = Math.max(1, Math.floor(remaining / (1 + ratio * (hosts - 1))));
    sizes.push(size);
    remaining -= size;
  }
  return rowsOfSizes(sizes);
}

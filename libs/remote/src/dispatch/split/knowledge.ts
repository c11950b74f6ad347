import type { ImageCosts, Rows } from '@task-distributor/band';
import { isOnGrid } from './block-places.ts';
import { HostSpeeds } from './host-speeds.ts';
import type { BlockRows, Known } from './paced-work.ts';
import { rowCosts } from './row-costs.ts';

export interface KnownAtStart extends Pick<BlockRows, 'blockRows'>, Partial<Omit<BlockRows, 'blockRows'>> {
  /** Without them, all rows cost the same until `setCosts` is called. */
  readonly costs?: ImageCosts | null;
  /** First guess at the seconds from the start of a worker to its first pixel. */
  readonly launchSeconds: number;
}

/** What is known about rows and hosts, and what it is known from. */
export class Knowledge {
  known: Known;
  #costs: ImageCosts | null;

  constructor({ costs = null, launchSeconds, ...blocks }: KnownAtStart) {
    const layout = { blockColumns: 1, grid: 1, ...blocks };
    this.#costs = costs;
    this.known = { costs: rowCosts(costs, layout), speeds: new HostSpeeds(launchSeconds), layout };
    this.known.speeds.restart(costs !== null);
  }

  /** @param bands that run */
  setCosts(costs: ImageCosts, bands: Iterable<Rows>): void {
    const areOnGrid = [...bands].every((rows) => this.#isOnGrid(rows, costs));
    this.#costs = areOnGrid ? costs : { ...costs, ofBlocks: null };
    this.known = { ...this.known, costs: rowCosts(this.#costs, this.known.layout) };
    this.known.speeds.restart(true);
  }

  /** Such a band is there from now on. @returns whether costs are counted in another way */
  changesWith(rows: Rows): boolean {
    const costs = this.#costs;
    if (costs === null || costs.ofBlocks === null || this.#isOnGrid(rows, costs)) return false;
    this.setCosts({ ...costs, ofBlocks: null }, []);
    return true;
  }

  /** A band off the grid has other blocks than those whose costs are known. */
  #isOnGrid(rows: Rows, { height }: ImageCosts): boolean {
    return isOnGrid(rows, height, this.known.layout);
  }
}

import type { Band } from '@task-distributor/band';
import { formatHostAddress, type HostAddress, type Launcher } from '@task-distributor/remote';
import type { HostsPlan } from '../plans.ts';

/** Tells how many bands a host renders at the same time: as many as it has slots, but not more than there are. */
export class SlotsInUse {
  readonly #hosts: HostsPlan;
  readonly #launcher: Launcher;
  #bands = 0;

  constructor(hosts: HostsPlan, launcher: Launcher) {
    this.#hosts = hosts;
    this.#launcher = launcher;
  }

  /** The same bands, which are counted. */
  async *count(bands: AsyncIterable<Band>): AsyncGenerator<Band> {
    for await (const band of bands) {
      this.#bands += 1;
      yield band;
    }
  }

  of(host: HostAddress): number {
    return Math.max(1, Math.min(this.#slots(formatHostAddress(host)), this.#bands));
  }

  #slots(name: string): number {
    const { listed, jobs } = this.#hosts;
    const found = listed.find(({ address }) => formatHostAddress(address) === name);
    if (found !== undefined) return found.slots ?? 1;
    const { home } = this.#launcher;
    return home !== null && formatHostAddress(home.address) === name ? (jobs ?? home.slots ?? 1) : 1;
  }
}

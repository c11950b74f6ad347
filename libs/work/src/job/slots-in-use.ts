import type { Band } from '@task-distributor/band';
import { formatHostAddress, type HostAddress, type Launcher } from '@task-distributor/remote';
import type { HostsPlan } from '../plans.ts';

/** Tells how many bands a host renders at the same time: as many as it has slots, but not more than there are. */
export class SlotsInUse {
  readonly #listed: ReadonlyMap<string, number>;
  readonly #jobs: number | null;
  readonly #launcher: Launcher;
  #bands = 0;

  constructor({ listed, jobs }: HostsPlan, launcher: Launcher) {
    this.#listed = new Map(listed.map(({ address, slots }) => [formatHostAddress(address), slots ?? 1]));
    this.#jobs = jobs;
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
    const listed = this.#listed.get(name);
    if (listed !== undefined) return listed;
    const { home } = this.#launcher;
    return home !== null && formatHostAddress(home.address) === name ? (this.#jobs ?? home.slots ?? 1) : 1;
  }
}

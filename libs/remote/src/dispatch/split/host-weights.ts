import type { HostAddress } from '../../host-address.ts';
import type { PooledHost } from '../pooled-host.ts';
import type { Host } from './host-speeds.ts';

/** A host with the weight that it has by now. */
export interface WeightedHost extends Host {
  readonly pooled: PooledHost;
}

/** How fast hosts are in proportion to each other, before they have shown it: by what the user says, or by their processors. */
export class HostWeights {
  readonly #capacityOf: (host: HostAddress) => number | null;
  readonly #known = new Map<PooledHost, number>();
  #sum = 0;

  /** @param capacityOf processors of a host; null = not known, or not yet */
  constructor(capacityOf: (host: HostAddress) => number | null = () => null) {
    this.#capacityOf = capacityOf;
  }

  of(host: PooledHost): WeightedHost {
    return { name: host.name, weight: this.#weightOf(host), pooled: host };
  }

  /** Of one of its slots. A host of which nothing is known counts as the mean of the others. */
  #weightOf(host: PooledHost): number {
    const known = this.#known.get(host);
    if (known !== undefined) return known;
    const capacity = this.#capacityOf(host.address);
    if (capacity === null) return this.#known.size === 0 ? host.weight : this.#sum / this.#known.size;
    const weight = capacity / host.slots;
    this.#known.set(host, weight);
    this.#sum += weight;
    return weight;
  }
}

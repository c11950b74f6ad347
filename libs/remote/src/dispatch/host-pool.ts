import { formatHostAddress, type HostAddress } from '../host-address.ts';
import { leastBusy, leastBusyFirst, loadOf } from './host-load.ts';
import type { PooledHost } from './pooled-host.ts';

/**
 * The hosts of a job: which are free, and which have failed too often. Every operation takes at most logarithmic time in the
 * number of hosts, except `pickFor`, which looks at all free hosts.
 */
export class HostPool {
  readonly #hosts = new Map<string, PooledHost>();
  readonly #free = new Set<PooledHost>();
  /** Free hosts, least busy first. Stale entries are removed only when they reach the top. */
  #byLoad = leastBusyFirst();
  readonly #held = new Set<PooledHost>();
  #inUse = 0;
  /** Number of hosts in use whose last attempt did not fail. */
  #sound = 0;

  get size(): number {
    return this.#hosts.size;
  }

  /** Adds a host, or returns the existing one with that name. */
  add(address: HostAddress, slots: number): PooledHost {
    const name = formatHostAddress(address);
    const known = this.#hosts.get(name);
    if (known) return known;
    const index = this.#hosts.size;
    const host = { address, name, index, slots, busy: 0, failuresInARow: 0, isQuarantined: false };
    this.#hosts.set(name, host);
    this.#count(host, 1);
    this.#offer(host);
    return host;
  }

  isFree(host: PooledHost): boolean {
    return host.busy < host.slots && !this.#held.has(host);
  }

  /** Makes the host count as not free until all are released. */
  hold(host: PooledHost): void {
    this.#held.add(host);
    this.#free.delete(host);
  }

  /** @returns the hosts that were held */
  release(): PooledHost[] {
    const released = [...this.#held];
    this.#held.clear();
    for (const host of released) this.#offer(host);
    return released;
  }

  /** Takes a slot on the host. */
  take(host: PooledHost): void {
    host.busy += 1;
    if (this.isFree(host)) this.#offer(host);
    else this.#free.delete(host);
  }

  /** Gives the slot back. */
  giveBack(host: PooledHost): void {
    host.busy -= 1;
    this.#offer(host);
  }

  /** The least busy free host that may be used; null while there is none. */
  pick(): PooledHost | null {
    for (let entry = this.#byLoad.peek(); entry !== undefined; entry = this.#byLoad.peek()) {
      const { host, load } = entry;
      if (this.isFree(host) && load === loadOf(host) && this.#isUsable(host)) return host;
      this.#byLoad.pop();
    }
    return null;
  }

  /**
   * Like `pick`, for a band that has failed before. Prefers hosts that have not failed at it. If any host in use has not failed
   * in its last attempt, the band waits for such a host.
   * @param failedOn hosts that have failed at the band
   */
  pickFor(failedOn: ReadonlySet<PooledHost>): PooledHost | null {
    const isFresh = (host: PooledHost): boolean => this.#isUsable(host) && !failedOn.has(host);
    const isSound = (host: PooledHost): boolean => isFresh(host) && host.failuresInARow === 0;
    const failed = [...failedOn];
    const usable = this.#inUse > 0 ? this.#inUse : this.#hosts.size;
    const fresh = usable - failed.filter((host) => this.#isUsable(host)).length;
    const sound = this.#sound - failed.filter((host) => !host.isQuarantined && isHealthy(host)).length;
    const mayTakeIt =
      sound > 0 && this.#inUse > 0
        ? isSound
        : fresh > 0
          ? isFresh
          : (host: PooledHost) => this.#isUsable(host);
    return leastBusy([...this.#free].filter(mayTakeIt));
  }

  /** @returns whether the host is newly quarantined */
  failed(host: PooledHost): boolean {
    this.#count(host, -1);
    host.failuresInARow += 1;
    const isNews =
      this.#hosts.size > 1 && !host.isQuarantined && host.failuresInARow >= failuresUntilQuarantine;
    host.isQuarantined ||= isNews;
    this.#count(host, 1);
    if (isNews) this.#offerAll();
    return isNews;
  }

  succeeded(host: PooledHost): void {
    if (isHealthy(host) && !host.isQuarantined) return;
    this.#count(host, -1);
    const wasQuarantined = host.isQuarantined;
    host.failuresInARow = 0;
    host.isQuarantined = false;
    this.#count(host, 1);
    if (wasQuarantined) this.#offerAll();
  }

  /** Quarantined hosts are used only if there are no others. */
  #isUsable(host: PooledHost): boolean {
    return this.#inUse === 0 || !host.isQuarantined;
  }

  #count(host: PooledHost, change: 1 | -1): void {
    if (host.isQuarantined) return;
    this.#inUse += change;
    if (isHealthy(host)) this.#sound += change;
  }

  #offer(host: PooledHost): void {
    if (!this.isFree(host)) return;
    this.#free.add(host);
    this.#byLoad.push({ host, load: loadOf(host) });
  }

  /** Called when the set of usable hosts has changed: entries that were removed may be valid again. */
  #offerAll(): void {
    this.#byLoad = leastBusyFirst();
    for (const host of this.#free) this.#offer(host);
  }
}

function isHealthy(host: PooledHost): boolean {
  return host.failuresInARow === 0;
}

const failuresUntilQuarantine = 2;

import { formatHostAddress, type HostAddress } from '../host-address.ts';
import { FreeHosts } from './free-hosts.ts';
import type { PooledHost } from './pooled-host.ts';

/**
 * The hosts of a job: which are free, and which have failed too often. No operation takes more than logarithmic time in the
 * number of hosts.
 */
export class HostPool {
  readonly #hosts = new Map<string, PooledHost>();
  readonly #held = new Set<PooledHost>();
  /** Largest number of bands that each has had at the same time. */
  readonly #mostBusy = new Map<PooledHost, number>();
  readonly #free = {
    sound: new FreeHosts((host) => this.isFree(host) && isSound(host)),
    inUse: new FreeHosts((host) => this.isFree(host) && !host.isQuarantined),
    quarantined: new FreeHosts((host) => this.isFree(host) && host.isQuarantined),
  };
  #sound = 0;
  #inUse = 0;

  get size(): number {
    return this.#hosts.size;
  }

  /** Adds a host, or returns the existing one with that name. */
  add(address: HostAddress, slots: number, weight = 1): PooledHost {
    const name = formatHostAddress(address);
    const known = this.#hosts.get(name);
    if (known) return known;
    const index = this.#hosts.size;
    const host = {
      address,
      name,
      index,
      slots,
      weight,
      busy: 0,
      failuresInARow: 0,
      isQuarantined: false,
    };
    this.#hosts.set(name, host);
    this.#mostBusy.set(host, 0);
    this.#count(host, 1);
    this.#offer(host);
    return host;
  }

  /** @param name of a host that is there */
  slotsOf(name: string): number {
    return this.#hosts.get(name)!.slots;
  }

  isFree(host: PooledHost): boolean {
    return host.busy < host.slots && !this.#held.has(host);
  }

  /** Makes the host count as not free until all are released. */
  hold(host: PooledHost): void {
    this.#held.add(host);
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
    this.#mostBusy.set(host, Math.max(this.#mostBusy.get(host)!, host.busy));
    this.#offer(host);
  }

  /** Gives the slot back. */
  giveBack(host: PooledHost): void {
    host.busy -= 1;
    this.#offer(host);
  }

  /** The least busy free host that may be used; null while there is none. */
  pick(): PooledHost | null {
    return this.#freeUsable.first();
  }

  /**
   * Hosts that have nothing to do, or fewer bands than they had before, and are not in quarantine: each once for each band
   * by which it has fewer, since its workers use only their share of it.
   */
  idle(most: number): PooledHost[] {
    const idle: PooledHost[] = [];
    for (const host of this.#free.inUse.few(most)) {
      if (idle.length >= most) break;
      const slots = Math.max(host.busy === 0 ? 1 : 0, this.#mostBusy.get(host)! - host.busy);
      for (let slot = 0; slot < slots && idle.length < most; slot += 1) idle.push(host);
    }
    return idle;
  }

  /**
   * Like `pick`, for a band that has failed before. Prefers hosts that have not failed at it. If any host in use has not failed
   * in its last attempt, the band waits for such a host.
   * @param failedOn hosts that have failed at the band
   */
  pickFor(failedOn: ReadonlySet<PooledHost>): PooledHost | null {
    if (this.#sound > count(failedOn, isSound)) return this.#free.sound.first(failedOn);
    const usable = this.#inUse > 0 ? this.#inUse : this.#hosts.size;
    const isOneFresh = usable > count(failedOn, (host) => this.#inUse === 0 || !host.isQuarantined);
    return this.#freeUsable.first(isOneFresh ? failedOn : undefined);
  }

  /** Whether `pickFor` may find a host for a band that at most so many hosts have failed at. */
  mayPickFor(failedOn: number): boolean {
    const suitable = this.#sound > failedOn ? this.#free.sound : this.#freeUsable;
    return suitable.first() !== null;
  }

  /** @returns whether the host is newly quarantined */
  failed(host: PooledHost): boolean {
    this.#count(host, -1);
    host.failuresInARow += 1;
    const isNews =
      this.#hosts.size > 1 && !host.isQuarantined && host.failuresInARow >= failuresUntilQuarantine;
    host.isQuarantined ||= isNews;
    this.#count(host, 1);
    this.#offer(host);
    return isNews;
  }

  succeeded(host: PooledHost): void {
    if (isSound(host)) return;
    this.#count(host, -1);
    host.failuresInARow = 0;
    host.isQuarantined = false;
    this.#count(host, 1);
    this.#offer(host);
  }

  /** Quarantined hosts are used only if there are no others. */
  get #freeUsable(): FreeHosts {
    return this.#inUse > 0 ? this.#free.inUse : this.#free.quarantined;
  }

  #count(host: PooledHost, change: 1 | -1): void {
    if (!host.isQuarantined) this.#inUse += change;
    if (isSound(host)) this.#sound += change;
  }

  #offer(host: PooledHost): void {
    for (const free of Object.values(this.#free)) free.offer(host);
  }
}

/** Whether it is in use, and its last attempt did not fail. */
function isSound(host: PooledHost): boolean {
  return !host.isQuarantined && host.failuresInARow === 0;
}

function count(hosts: ReadonlySet<PooledHost>, isCounted: (host: PooledHost) => boolean): number {
  let number = 0;
  for (const host of hosts) if (isCounted(host)) number += 1;
  return number;
}

const failuresUntilQuarantine = 2;

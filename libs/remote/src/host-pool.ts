import type { HostAddress } from './host-address.ts';
import { formatHostAddress } from './host-address.ts';

/** Failures in a row after which a host is set aside. */
const failuresUntilAside = 2;

/** A host of the job, as the scheduler sees it. */
export interface PooledHost {
  readonly address: HostAddress;
  /** `[user@]name[:port]`. */
  readonly name: string;
  /** How many bands it takes at once. */
  readonly slots: number;
  busy: number;
  failuresInARow: number;
  isAside: boolean;
}

/** The hosts of a job: who is free, and who has failed too often. */
export class HostPool {
  readonly #hosts = new Map<string, PooledHost>();

  /** Adds a host, or gives the one that is there under that name. */
  add(address: HostAddress, slots: number): PooledHost {
    const name = formatHostAddress(address);
    const known = this.#hosts.get(name);
    if (known) return known;
    const host = { address, name, slots, busy: 0, failuresInARow: 0, isAside: false };
    this.#hosts.set(name, host);
    return host;
  }

  /**
   * A free host for a band: one that has not failed at it before one that has, the least busy first. One that was set
   * aside is used only when no other host is left at all.
   * @param failedOn hosts that have failed at this band
   * @returns null while all that may be used are busy
   */
  pick(failedOn: ReadonlySet<PooledHost>): PooledHost | null {
    const all = [...this.#hosts.values()];
    const inUse = all.filter(({ isAside }) => !isAside);
    const usable = inUse.length > 0 ? inUse : all;
    const fresh = usable.filter((host) => !failedOn.has(host));
    // A band that has failed somewhere rather waits for a host that works than tries one sick host after the other.
    const sound = failedOn.size > 0 ? fresh.filter(({ failuresInARow }) => failuresInARow === 0) : [];
    const best = [sound, fresh, usable].find((hosts) => hosts.length > 0) ?? [];
    const free = best.filter((host) => host.busy < host.slots);
    return free.sort((a, b) => a.busy / a.slots - b.busy / b.slots)[0] ?? null;
  }

  /** @returns whether the host is set aside from now on */
  failed(host: PooledHost): boolean {
    host.failuresInARow += 1;
    const isNews = this.#hosts.size > 1 && !host.isAside && host.failuresInARow >= failuresUntilAside;
    host.isAside ||= isNews;
    return isNews;
  }

  succeeded(host: PooledHost): void {
    host.failuresInARow = 0;
    host.isAside = false;
  }
}

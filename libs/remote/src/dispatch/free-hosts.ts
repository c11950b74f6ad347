import TinyQueue from 'tinyqueue';
import type { PooledHost } from './pooled-host.ts';

/** A free host, with its load at the time of the offer. */
interface Offer {
  readonly host: PooledHost;
  readonly load: number;
}

/** Free hosts of one kind, least busy first. */
export class FreeHosts {
  readonly #isOne: (host: PooledHost) => boolean;
  /** Stale offers are removed only when they reach the top. */
  readonly #offers = new TinyQueue<Offer>([], (a, b) => a.load - b.load || a.host.index - b.host.index);

  /** @param isOne whether the host is free, and of the kind */
  constructor(isOne: (host: PooledHost) => boolean) {
    this.#isOne = isOne;
  }

  /** Call it when the host may have become one of them, and when its load has changed. */
  offer(host: PooledHost): void {
    if (this.#isOne(host)) this.#offers.push({ host, load: loadOf(host) });
  }

  /** The least busy; null = there is none. The time for it depends on the number of exceptions, not on that of the hosts. */
  first(except: ReadonlySet<PooledHost> = none): PooledHost | null {
    return this.few(1, except)[0] ?? null;
  }

  /** The least busy ones, in this order, and at most so many. The time for it does not depend on the number of hosts. */
  few(most: number, except: ReadonlySet<PooledHost> = none): PooledHost[] {
    if (most === 0) return [];
    const seen = new Map<PooledHost, Offer>();
    const found: PooledHost[] = [];
    for (let offer = this.#offers.peek(); offer !== undefined; offer = this.#offers.peek()) {
      const isCurrent = this.#isOne(offer.host) && offer.load === loadOf(offer.host);
      if (isCurrent && !except.has(offer.host) && !seen.has(offer.host)) found.push(offer.host);
      if (found.length === most) break;
      if (isCurrent) seen.set(offer.host, offer);
      this.#offers.pop();
    }
    for (const offer of seen.values()) this.#offers.push(offer);
    return found;
  }
}

/** The share of its slots that are taken. */
function loadOf(host: PooledHost): number {
  return host.busy / host.slots;
}

const none: ReadonlySet<PooledHost> = new Set();

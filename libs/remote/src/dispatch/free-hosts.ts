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
    const passedOver = new Map<PooledHost, Offer>();
    let found: PooledHost | null = null;
    for (let offer = this.#offers.peek(); offer !== undefined; offer = this.#offers.peek()) {
      const isCurrent = this.#isOne(offer.host) && offer.load === loadOf(offer.host);
      if (isCurrent && !except.has(offer.host)) {
        found = offer.host;
        break;
      }
      if (isCurrent) passedOver.set(offer.host, offer);
      this.#offers.pop();
    }
    for (const offer of passedOver.values()) this.#offers.push(offer);
    return found;
  }
}

/** The share of its slots that are taken. */
function loadOf(host: PooledHost): number {
  return host.busy / host.slots;
}

const none: ReadonlySet<PooledHost> = new Set();

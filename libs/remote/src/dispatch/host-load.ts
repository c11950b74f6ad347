import TinyQueue from 'tinyqueue';
import type { PooledHost } from './pooled-host.ts';

/** A free host, with its load at the time of the offer. */
interface Offer {
  readonly host: PooledHost;
  readonly load: number;
}

export function leastBusyFirst(): TinyQueue<Offer> {
  return new TinyQueue<Offer>([], (a, b) => a.load - b.load || a.host.index - b.host.index);
}

export function leastBusy(hosts: readonly PooledHost[]): PooledHost | null {
  return hosts.reduce<PooledHost | null>(
    (best, host) =>
      best === null ||
      loadOf(host) < loadOf(best) ||
      (loadOf(host) === loadOf(best) && host.index < best.index)
        ? host
        : best,
    null,
  );
}

/** The share of its slots that are taken. */
export function loadOf(host: PooledHost): number {
  return host.busy / host.slots;
}

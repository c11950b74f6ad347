import { limitConcurrency, untilAborted } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '@task-distributor/remote';
import { type Destination, sendPackage } from './send-package.ts';
import type { ScenePackage } from './scene-package.ts';

/**
 * Sends a package to each host once in a job. Those who ask meanwhile, or later, get the same folder. After some minutes the host is asked
 * again whether it still has the package: that also keeps it there. If sending fails, the next who asks tries again.
 */
export class PackageSender {
  readonly #pack: ScenePackage;
  readonly #way: Pick<Destination, 'launcher' | 'cache'>;
  readonly #jobSignal: AbortSignal;
  readonly #turn = limitConcurrency(mostAtOnce);
  readonly #folders = new Map<string, { readonly sending: Promise<string>; readonly at: number }>();
  readonly #validMs: number;

  /** @param jobSignal stops sending: an attempt that is given up does not, since others may wait for the same */
  constructor(
    pack: ScenePackage,
    way: Pick<Destination, 'launcher' | 'cache'>,
    jobSignal: AbortSignal,
    validMs = defaultValidMs,
  ) {
    this.#pack = pack;
    this.#way = way;
    this.#jobSignal = jobSignal;
    this.#validMs = validMs;
  }

  /** @returns the package's folder on the host. @throws what `sendPackage` throws; the signal's reason */
  send(host: HostAddress, signal: AbortSignal): Promise<string> {
    const key = formatHostAddress(host);
    const last = this.#folders.get(key);
    const isValid = last !== undefined && performance.now() - last.at < this.#validMs;
    return untilAborted(isValid ? last.sending : this.#start(host, key), signal);
  }

  #start(host: HostAddress, key: string): Promise<string> {
    const destination = { ...this.#way, host, turn: this.#turn };
    const sending = sendPackage(this.#pack, destination, this.#jobSignal);
    const entry = { sending, at: Infinity };
    this.#folders.set(key, entry);
    sending.then(
      () => (entry.at = performance.now()),
      () => this.#folders.delete(key),
    );
    return sending;
  }
}

/** More would not be faster over one network link, and each takes memory. */
const mostAtOnce = 8;
/** A package that has not been used for ten minutes may be removed for another. */
const defaultValidMs = 300_000;

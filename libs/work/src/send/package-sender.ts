import { limitConcurrency, untilAborted } from '@task-distributor/band';
import { formatHostAddress, type HostAddress } from '@task-distributor/remote';
import { type Destination, sendPackage } from './send-package.ts';
import type { ScenePackage } from './scene-package.ts';

/**
 * Sends a package to a host once in a job. Those who ask meanwhile, or later, get the same folder. If it fails, the next who asks
 * tries again.
 */
export class PackageSender {
  readonly #pack: ScenePackage;
  readonly #way: Pick<Destination, 'launcher' | 'cache'>;
  readonly #jobSignal: AbortSignal;
  readonly #turn = limitConcurrency(mostAtOnce);
  readonly #folders = new Map<string, Promise<string>>();

  /** @param jobSignal stops sending: an attempt that is given up does not, since others may wait for the same */
  constructor(pack: ScenePackage, way: Pick<Destination, 'launcher' | 'cache'>, jobSignal: AbortSignal) {
    this.#pack = pack;
    this.#way = way;
    this.#jobSignal = jobSignal;
  }

  /** @returns the package's folder on the host. @throws what `sendPackage` throws; the signal's reason */
  send(host: HostAddress, signal: AbortSignal): Promise<string> {
    const key = formatHostAddress(host);
    const sending = this.#folders.get(key) ?? this.#start(host, key);
    return untilAborted(sending, signal);
  }

  #start(host: HostAddress, key: string): Promise<string> {
    const destination = { ...this.#way, host, turn: this.#turn };
    const sending = sendPackage(this.#pack, destination, this.#jobSignal);
    this.#folders.set(key, sending);
    sending.catch(() => this.#folders.delete(key));
    return sending;
  }
}

/** More would not be faster over one network link, and each takes memory. */
const mostAtOnce = 8;

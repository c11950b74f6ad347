import { formatHostAddress } from '../host-address.ts';
import { addedKeys } from './added-keys.ts';
import { askHop } from './hop-refusal.ts';
import type { Hop } from './read-route.ts';
import type { SshLauncherOptions } from './ssh-launcher-options.ts';

/**
 * The keys of the hosts on the way to others, where new ones are to be taken: ssh applies that option only to the host
 * itself, and would refuse an unknown hop. So each hop is first connected to by itself.
 */
export class HopKeys {
  readonly #options: SshLauncherOptions;
  readonly #met = new Map<string, Promise<void>>();

  constructor(options: SshLauncherOptions) {
    this.#options = options;
  }

  /** Connects to each hop of a route, first to last, unless that has been done. Why one refuses is left to be seen later. */
  async meet(route: readonly Hop[], signal: AbortSignal): Promise<void> {
    if (!this.#options.acceptNew) return;
    for (let count = 2; count <= route.length; count += 1)
      await this.#meetLast(route.slice(0, count), signal);
  }

  /** @param way the hop is the last but one */
  #meetLast(way: readonly Hop[], signal: AbortSignal): Promise<void> {
    const hops = way.slice(0, -1).map(({ host }) => host);
    const name = hops.map(formatHostAddress).join(' > ');
    const known = this.#met.get(name);
    if (known !== undefined) return known;
    const { host, settings } = way.at(-1)!;
    const meeting = askHop({ host, settings, hops }, this.#options, signal).then((log) => {
      for (const line of addedKeys(log ?? '')) this.#options.notify?.(line);
    });
    this.#met.set(name, meeting);
    meeting.catch(() => this.#met.delete(name));
    return meeting;
  }
}

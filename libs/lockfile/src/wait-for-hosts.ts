import { type Band, hostNameOf, InputError, isBand, isHostName } from '@task-distributor/band';
import { waitForBands, type WaitOptions } from './wait-for-bands.ts';

/**
 * Waits until the lockfile has a line of each host: emits a band without rows for each, `done` with the part's path or
 * `failed`, in the order of the arguments.
 * @throws InputError for an argument that is not a host; what waitForBands throws
 */
export async function* waitForHosts(
  hosts: readonly string[],
  options: WaitOptions,
  signal: AbortSignal,
): AsyncGenerator<Band> {
  const names = hosts.map(hostNameOf);
  const wrong = names.findIndex((name) => !isHostName(name));
  if (wrong !== -1) throw new InputError(`Expected a host as [user@]name[:port], got "${hosts[wrong]}"`);
  const settled = new Map<string, Band>();
  let next = 0;
  for await (const event of waitForBands(asBands(new Set(names)), options, signal)) {
    if (!isBand(event) || event.state === '-') continue;
    settled.set(event.host!, event);
    for (; next < hosts.length && settled.has(names[next]!); next += 1) {
      yield { ...settled.get(names[next]!)!, host: hosts[next]! };
    }
  }
}

async function* asBands(names: Iterable<string>): AsyncGenerator<Band> {
  for (const host of names) yield { first: null, last: null, host, state: '-', info: null };
}

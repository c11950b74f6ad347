import { hostNameOf, type Band, InputError, isHostName } from '@task-distributor/band';
import { waitForBands, type WaitOptions } from './wait-for-bands.ts';

/**
 * Waits until the lockfile has a line of each host: a band without rows per host, `done` with the part's path or
 * `failed`, in the order of the arguments.
 * @throws InputError for what is no host; as waitForBands
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
  const waiting = waitForBands(asBands(new Set(names)), options, signal);
  const inOrder = function* (): Generator<Band> {
    for (; next < hosts.length && settled.has(names[next]!); next += 1) {
      yield { ...settled.get(names[next]!)!, host: hosts[next]! };
    }
  };
  for await (const band of waiting) {
    if (band.state === '-') continue;
    settled.set(band.host!, band);
    yield* inOrder();
  }
}

async function* asBands(names: Iterable<string>): AsyncGenerator<Band> {
  for (const host of names) yield { first: null, last: null, host, state: '-', info: null };
}

import { type Band, describeBand, hostNameOf, InputError } from '@task-distributor/band';
import type { Worker } from '../worker.ts';

/**
 * The same bands. If a host can have only one, reads all bands before it passes on the first, so that a second band for a
 * host is refused before anything starts.
 * @throws InputError for a second band of a host, and for one without a host
 */
export async function* checkBands(
  bands: AsyncIterable<Band>,
  { onePerHost }: Pick<Worker, 'onePerHost'>,
): AsyncGenerator<Band> {
  if (onePerHost === null) {
    yield* bands;
    return;
  }
  const all: Band[] = [];
  const hosts = new Set<string>();
  for await (const band of bands) {
    all.push(band);
    if (band.state !== '-') continue;
    const refuse = (expected: string): never => {
      throw new InputError(`${describeBand(band)}: ${onePerHost}: ${expected}`);
    };
    if (band.host === null) return refuse('Expected a host, got none');
    const name = hostNameOf(band.host);
    if (hosts.has(name)) refuse(`Expected one band for ${name}, got two`);
    hosts.add(name);
  }
  yield* all;
}

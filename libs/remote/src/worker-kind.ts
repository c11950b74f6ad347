import {
  type Band,
  describeBand,
  hostNameOf,
  hostPartName,
  InputError,
  partName,
  type Rows,
} from '@task-distributor/band';

/**
 * Whose worker it is: ours; ours leaving what the original's leave (`--compat`); the original's itself, which knows
 * none of our options.
 */
export type WorkerKind = 'ours' | 'compat' | 'original';

/** A worker whose program's name ends in .sh is meant to be the original's. */
export function workerKindOf(worker: string): WorkerKind {
  const [first = '', second = ''] = worker.trim().split(/\s+/);
  const program = /^(.*\/)?(ba|da|k|z)?sh$/.test(first) ? second : first;
  return program.replaceAll(/["']/g, '').endsWith('.sh') ? 'original' : 'ours';
}

/** File name of the part that such a worker leaves for a band. */
export function partOf(kind: WorkerKind, rows: Rows, host: string): string {
  return kind === 'ours' ? partName(rows) : hostPartName(host);
}

/**
 * The same bands. Where parts are called after hosts, a host can have only one: then all bands are read before the
 * first is passed on, so that a second one for a host is refused before anything starts.
 * @throws InputError for a second band of a host, and for one without a host
 */
export async function* checkBands(
  bands: AsyncIterable<Band>,
  { kind }: { kind: WorkerKind },
): AsyncGenerator<Band> {
  if (kind === 'ours') {
    yield* bands;
    return;
  }
  const all: Band[] = [];
  const hosts = new Set<string>();
  const whose =
    kind === 'compat'
      ? 'With --compat, parts are called after their hosts'
      : "The original's worker calls its part after its host";
  for await (const band of bands) {
    if (band.state === '-') {
      if (band.host === null)
        throw new InputError(`${describeBand(band)}: ${whose}: Expected a host, got none`);
      const name = hostNameOf(band.host);
      if (hosts.has(name))
        throw new InputError(`${describeBand(band)}: ${whose}: Expected one band for ${name}, got two`);
      hosts.add(name);
    }
    all.push(band);
  }
  yield* all;
}

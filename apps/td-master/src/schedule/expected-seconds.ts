import type { Band } from '@task-distributor/band';

/** What takes a band at a time. */
export interface WorkerSpeed {
  /** `[user@]name[:port]`; null = this machine. */
  readonly host: string | null;
  /** The work that it does in a second, in seconds of one processor of this machine. */
  readonly speed: number;
}

export interface ExpectedWork {
  costOfRow(row: number): number;
  /** What every launch takes besides. */
  readonly startSeconds: number;
}

/**
 * How long bands are expected to take: each on its host, or on whichever is free first.
 * @param bands from the top to the bottom; they cover all rows
 */
export function expectedSeconds(
  bands: readonly Pick<Band, 'first' | 'last' | 'host'>[],
  { costOfRow, startSeconds }: ExpectedWork,
  workers: readonly WorkerSpeed[],
): number {
  const busyUntil = workers.map(() => 0);
  for (const { first, last, host } of bands) {
    let cost = 0;
    for (let row = first!; row <= last!; row++) cost += costOfRow(row);
    const worker = nextOf(workers, busyUntil, host);
    const { speed } = workers[worker]!;
    // A scene is parsed by one processor.
    const start = startSeconds / Math.min(1, speed);
    busyUntil[worker]! += launchSeconds + start + cost / speed;
  }
  return Math.max(...busyUntil);
}

/** The one that is free first: of the band's host or, if it names none, of all. */
function nextOf(workers: readonly WorkerSpeed[], busyUntil: readonly number[], host: string | null): number {
  let next = -1;
  for (const [i, worker] of workers.entries()) {
    if (host !== null && worker.host !== host) continue;
    if (next < 0 || busyUntil[i]! < busyUntil[next]!) next = i;
  }
  return Math.max(0, next);
}

/** Of a renderer, whatever the scene. */
export const launchSeconds = 0.7;

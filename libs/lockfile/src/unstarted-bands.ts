import { type Band, bandKey, isBand, type JobEvent } from '@task-distributor/band';

/** The bands that a stage before this one has taken in, and that have no record yet. */
export class UnstartedBands {
  readonly #bands = new Map<string, Band>();

  see(event: JobEvent): void {
    if (isBand(event)) this.#bands.delete(keyOf(event));
    else if (event.type === 'queued') this.#bands.set(keyOf(event.band), event.band);
  }

  all(): Band[] {
    return [...this.#bands.values()];
  }
}

/** A band may get another host than the one that it names. */
function keyOf(band: Band): string {
  return bandKey(band.first === null ? band : { ...band, host: null });
}

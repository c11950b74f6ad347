import { type Band, bandKey, describeBand } from '@task-distributor/band';

/** The bands of a stream that have failed, for the report at the end of a command. */
export class Failures {
  /** By the name of the band. A later record about a band replaces an earlier one. */
  readonly #failed = new Map<string, Band>();
  readonly #done = new Set<string>();
  readonly #known = new Set<string>();
  #isEmpty = true;
  #splitCount = 0;

  /** The same bands. Those that have already failed are not reported again: an earlier command has reported them. */
  async *noteInput(bands: AsyncIterable<Band>): AsyncGenerator<Band> {
    for await (const band of bands) {
      if (band.state === 'failed') this.#known.add(bandKey(band));
      else this.#known.delete(bandKey(band));
      yield band;
    }
  }

  see(band: Band): void {
    this.#isEmpty = false;
    if (band.state === 'split') this.#splitCount += 1;
    if (band.state === 'failed') this.#failed.set(bandKey(band), band);
    else this.#failed.delete(bandKey(band));
    if (band.state === 'done') this.#done.add(bandKey(band));
  }

  /** Whether there has been no band. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  get count(): number {
    return this.#failed.size;
  }

  get doneCount(): number {
    return this.#done.size;
  }

  /** How many bands have become two. */
  get splitCount(): number {
    return this.#splitCount;
  }

  /** @param warn called with one line for each band */
  report(warn: (message: string) => void): void {
    for (const [key, band] of this.#failed) {
      if (!this.#known.has(key)) warn(`${describeBand(band)}: ${band.info ?? 'failed'}`);
    }
  }
}

/** `1 band`, `2 bands`. */
export function countBands(count: number): string {
  return count === 1 ? '1 band' : `${count} bands`;
}

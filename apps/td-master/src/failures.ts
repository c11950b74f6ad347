import { type Band, bandKey, describeBand } from '@task-distributor/band';

/** The bands of a stream that have failed, for a command that says so at its end. */
export class Failures {
  /** By the bands' names. A later record about a band replaces an earlier one. */
  readonly #failed = new Map<string, Band>();
  readonly #known = new Set<string>();
  #isEmpty = true;

  /** The same bands; those that come in as failed are not reported: whoever found it has done so. */
  async *noteInput(bands: AsyncIterable<Band>): AsyncGenerator<Band> {
    for await (const band of bands) {
      if (band.state === 'failed') this.#known.add(bandKey(band));
      else this.#known.delete(bandKey(band));
      yield band;
    }
  }

  see(band: Band): void {
    this.#isEmpty = false;
    if (band.state === 'failed') this.#failed.set(bandKey(band), band);
    else this.#failed.delete(bandKey(band));
  }

  /** Whether no band has come. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  get count(): number {
    return this.#failed.size;
  }

  /** @param say takes one line for each band */
  report(say: (message: string) => void): void {
    for (const [key, band] of this.#failed) {
      if (!this.#known.has(key)) say(`${describeBand(band)}: ${band.info ?? 'failed'}`);
    }
  }
}

/** `1 band`, `2 bands`. */
export function countBands(count: number): string {
  return count === 1 ? '1 band' : `${count} bands`;
}

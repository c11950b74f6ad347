import type { RowsCost } from '@task-distributor/band';

/** How much work rows are: estimated seconds of a processor, or the rows themselves as long as nothing is estimated. */
export class Work {
  #strips: readonly RowsCost[] = [];
  /** Work above each strip. */
  #above: readonly number[] = [];

  get isEstimated(): boolean {
    return this.#strips.length > 0;
  }

  /** @param strips cover all rows once, from the top to the bottom */
  set(strips: readonly RowsCost[]): void {
    let sum = 0;
    this.#strips = strips;
    // Even a row that seems to cost nothing has to be rendered.
    const least = (0.02 * total(strips)) / Math.max(1, strips.at(-1)?.last ?? 1);
    this.#strips = strips.map((strip) => ({
      ...strip,
      seconds: Math.max(strip.seconds, least * (strip.last - strip.first + 1)),
    }));
    this.#above = this.#strips.map(({ seconds }) => (sum += seconds) - seconds);
  }

  /** The work of all rows up to this one, which may have a fraction. */
  upTo(row: number): number {
    if (!this.isEstimated) return row;
    const strip = this.#strips[this.#indexOf(row)]!;
    const share = Math.min(1, Math.max(0, row - strip.first + 1) / (strip.last - strip.first + 1));
    return this.#above[this.#indexOf(row)]! + share * strip.seconds;
  }

  /** @param from, to rows that may have fractions: those after the first up to the second */
  between(from: number, to: number): number {
    return this.upTo(to) - this.upTo(from);
  }

  /** The last strip that begins at or before the row after the given one. */
  #indexOf(row: number): number {
    let [low, high] = [0, this.#strips.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#strips[middle]!.first <= row + 1) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function total(strips: readonly RowsCost[]): number {
  return strips.reduce((sum, { seconds }) => sum + seconds, 0);
}

import type { Rows } from './rows.ts';

/** A set of rows, kept as the stretches that it consists of. */
export class RowSet {
  /** In order; between two of them is at least one row that is not in the set. */
  #stretches: Rows[] = [];

  get stretches(): readonly Rows[] {
    return this.#stretches;
  }

  /** Number of rows. */
  get size(): number {
    return this.#stretches.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  }

  has(row: number): boolean {
    return this.covers({ first: row, last: row });
  }

  /** Whether all of the rows are in the set. */
  covers({ first, last }: Rows): boolean {
    const stretch = this.#stretches[this.#firstEndingAt(first)];
    return stretch !== undefined && stretch.first <= first && last <= stretch.last;
  }

  add({ first, last }: Rows): void {
    const from = this.#firstEndingAt(first - 1);
    let to = from;
    const joined = { first, last };
    for (; to < this.#stretches.length && this.#stretches[to]!.first <= last + 1; to += 1) {
      joined.first = Math.min(joined.first, this.#stretches[to]!.first);
      joined.last = Math.max(joined.last, this.#stretches[to]!.last);
    }
    this.#stretches.splice(from, to - from, joined);
  }

  clear(): void {
    this.#stretches = [];
  }

  /** Index of the first stretch that ends at the row or below it. */
  #firstEndingAt(row: number): number {
    let low = 0;
    let high = this.#stretches.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#stretches[middle]!.last < row) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** What the rows of an image cost, in seconds, or in units that are the same for all rows. */
export class RowCosts {
  readonly #costOfRow: ((row: number) => number) | null;
  /** Cost of all rows up to each row, as far as anybody has asked. */
  readonly #sums: number[] = [0];

  /** @param costOfRow seconds of a row, from 1 on, on a host of weight 1; null = unknown: all rows cost 1 */
  constructor(costOfRow: ((row: number) => number) | null) {
    this.#costOfRow = costOfRow;
  }

  get areKnown(): boolean {
    return this.#costOfRow !== null;
  }

  /** Cost of the rows from the first one of the image up to a row, which may be a fraction. */
  upTo(row: number): number {
    if (this.#costOfRow === null) return row;
    const whole = Math.floor(row);
    const below = this.#sumTo(whole);
    return row === whole ? below : below + (row - whole) * (this.#sumTo(whole + 1) - below);
  }

  between(from: number, to: number): number {
    return Math.max(0, this.upTo(to) - this.upTo(from));
  }

  /** The row, or a fraction of one, up to which the rows after `from` cost this much; at most `last`. */
  rowAfter(from: number, cost: number, last: number): number {
    const wanted = this.upTo(from) + cost;
    if (this.#costOfRow === null) return Math.min(last, wanted);
    if (this.#sumTo(last) <= wanted) return last;
    let low = Math.floor(from);
    let high = last;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#sums[middle]! <= wanted) low = middle;
      else high = middle;
    }
    return Math.max(from, low + (wanted - this.#sums[low]!) / (this.#sums[high]! - this.#sums[low]!));
  }

  #sumTo(row: number): number {
    for (let next = this.#sums.length; next <= row; next += 1) {
      const cost = this.#costOfRow!(next);
      this.#sums.push(this.#sums[next - 1]! + (cost > 0 && cost < Infinity ? cost : 0));
    }
    return this.#sums[row]!;
  }
}

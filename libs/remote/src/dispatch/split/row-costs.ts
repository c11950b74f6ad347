import type { Rows } from '@task-distributor/band';
import type { BlockRows } from './paced-work.ts';

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

/**
 * The rows of a block are rendered together, so each counts as much as the others.
 * @param costOfRow seconds of a row, from 1 on, on a host of weight 1; null = unknown
 */
export function rowCosts(
  costOfRow: ((row: number) => number) | null,
  { blockRows, blockColumns }: BlockRows,
): RowCosts {
  if (costOfRow === null || blockColumns === 1) return new RowCosts(costOfRow);
  const means: number[] = [];
  return new RowCosts((row) => {
    const first = row - ((row - 1) % blockRows);
    return (means[first] ??= meanOf(costOfRow, first, first + blockRows - 1));
  });
}

/** Cost of the next block that is finished: workers report blocks. @param rows first = rows up to this one, which may be a fraction, are finished */
export function costOfBlock(
  costs: RowCosts,
  { first, last }: Rows,
  { blockRows, blockColumns }: BlockRows,
): number {
  return blockColumns === 1 ? 0 : costs.between(first, Math.min(last, first + blockRows)) / blockColumns;
}

/** Rows that cost nothing do not count: they can be below the image. */
function meanOf(costOfRow: (row: number) => number, first: number, last: number): number {
  let [sum, rows] = [0, 0];
  for (let row = first; row <= last; row += 1) {
    const cost = costOfRow(row);
    if (!(cost > 0 && cost < Infinity)) continue;
    sum += cost;
    rows += 1;
  }
  return rows === 0 ? 0 : sum / rows;
}

import type { ImageCosts, Rows } from '@task-distributor/band';
import { wholeBlocks } from './block-places.ts';
import { type CostUnits, unitsOfBlocks, unitsOfEvenRows, unitsOfRows } from './cost-units.ts';
import type { BlockRows } from './paced-work.ts';

/** What the rows of an image cost, in seconds, or in units that are the same for all rows. */
export class RowCosts {
  readonly #units: CostUnits | null;
  /** Cost of all units up to each unit, as far as anybody has asked. */
  readonly #sums: number[] = [0];

  /** @param units null = costs are unknown: all rows cost 1 */
  constructor(units: CostUnits | null) {
    this.#units = units;
  }

  get areKnown(): boolean {
    return this.#units !== null;
  }

  /** Cost of the rows from the first one of the image up to a row, which may be a fraction. */
  upTo(row: number): number {
    if (this.#units === null) return row;
    const place = this.#units.placeOf(row);
    const whole = Math.floor(place);
    const below = this.#sumTo(whole);
    return place === whole ? below : below + (place - whole) * (this.#sumTo(whole + 1) - below);
  }

  between(from: number, to: number): number {
    return Math.max(0, this.upTo(to) - this.upTo(from));
  }

  /** Cost of the block that begins after a row, which may be a fraction; null = blocks have no costs of their own. */
  ofBlockAfter(row: number): number | null {
    if (this.#units?.areBlocks !== true) return null;
    const before = wholeBlocks(this.#units.placeOf(row));
    return this.#sumTo(before + 1) - this.#sumTo(before);
  }

  /** The row, or a fraction of one, up to which the rows after `from` cost this much; at most `last`. */
  rowAfter(from: number, cost: number, last: number): number {
    const wanted = this.upTo(from) + cost;
    if (this.#units === null) return Math.min(last, wanted);
    if (this.upTo(last) <= wanted) return last;
    let low = Math.floor(this.#units.placeOf(from));
    let high = Math.ceil(this.#units.placeOf(last));
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.#sumTo(middle) <= wanted) low = middle;
      else high = middle;
    }
    const below = this.#sumTo(low);
    const share = Math.max(0, wanted - below) / (this.#sumTo(high) - below);
    return Math.max(from, this.#units.rowAt(low + share));
  }

  #sumTo(place: number): number {
    for (let next = this.#sums.length; next <= place; next += 1) {
      const cost = this.#units!.costOf(next);
      this.#sums.push(this.#sums[next - 1]! + (cost > 0 && cost < Infinity ? cost : 0));
    }
    return this.#sums[place]!;
  }
}

/** @param costs null = unknown */
export function rowCosts(costs: ImageCosts | null, layout: BlockRows): RowCosts {
  if (costs === null) return new RowCosts(null);
  const { blockRows, blockColumns } = layout;
  if (blockColumns === 1) return new RowCosts(unitsOfRows(costs));
  const { ofBlocks } = costs;
  const areMany = blockColumns * Math.ceil(costs.height / blockRows) > mostBlocks;
  if (ofBlocks === null || areMany) return new RowCosts(unitsOfEvenRows(costs, layout));
  return new RowCosts(unitsOfBlocks({ ...costs, ofBlocks }, layout));
}

/** Cost of the next block that is finished: workers report blocks. @param rows first = rows up to this one, which may be a fraction, are finished */
export function costOfBlock(
  costs: RowCosts,
  { first, last }: Rows,
  { blockRows, blockColumns, blocksWide = blockColumns }: BlockRows,
): number {
  if (blockColumns === 1) return 0;
  return costs.ofBlockAfter(first) ?? costs.between(first, Math.min(last, first + blockRows)) / blocksWide;
}

/** More than an image of 24,000 by 18,000 pixels has with usual blocks. */
const mostBlocks = 1_000_000;

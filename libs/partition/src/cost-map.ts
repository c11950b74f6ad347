import { InputError, type Strip } from '@task-distributor/band';

/** What the rows of an image cost: strips that cover them once, from the top to the bottom. */
export interface CostMap {
  readonly strips: readonly Strip[];
}

/** The estimated seconds of each row. */
export function costOfRow({ strips }: CostMap): (row: number) => number {
  const costs = new Float64Array((strips.at(-1)?.last ?? 0) + 1);
  for (const { first, last, seconds } of strips) costs.fill(seconds / (last - first + 1), first, last + 1);
  return (row) => costs[row] ?? 0;
}

export function totalSeconds({ strips }: CostMap): number {
  return strips.reduce((sum, { seconds }) => sum + seconds, 0);
}

/**
 * @param strips in any order
 * @param describe names a strip in messages; null = the end of the input
 * @throws InputError for strips that do not cover all rows once, and if all cost nothing
 */
export function checkedCostMap(
  strips: readonly Strip[],
  height: number,
  describe: (strip: Strip | null) => string,
): CostMap {
  const sorted = [...strips].sort((a, b) => a.first - b.first);
  let next = 1;
  for (const strip of sorted) {
    const { first, last } = strip;
    const fail = (text: string): InputError => new InputError(`${describe(strip)}: ${text}`);
    if (last > height) throw fail(`Expected rows up to ${height}, the height of the image, got ${last}`);
    if (first < next)
      throw fail(`Expected each row once, got ${rowsText(first, Math.min(last, next - 1))} again`);
    if (first > next)
      throw fail(`Expected row ${next} to come next, got ${first}: ${missing(next, first - 1)}`);
    next = last + 1;
  }
  const fail = (text: string): InputError => new InputError(`${describe(null)}: ${text}`);
  if (next <= height)
    throw fail(`Expected rows up to ${height}, the height of the image: ${missing(next, height)}`);
  if (!sorted.some(({ seconds }) => seconds > 0))
    throw fail('Expected a row that takes time, got 0 s for all');
  return { strips: sorted };
}

function missing(first: number, last: number): string {
  return `${rowsText(first, last)} ${first === last ? 'is' : 'are'} missing`;
}

function rowsText(first: number, last: number): string {
  return first === last ? `row ${first}` : `rows ${first}-${last}`;
}

import { filters, paeth } from './unfilter-line.ts';

/** A line with its filter type, filtered by Sub: it does not need the line above. @param pixel as for unfilterLine */
export function filterBySub(line: Buffer, pixel: number): Buffer {
  const filtered = Buffer.allocUnsafe(line.length + 1);
  filtered[0] = filters.sub;
  line.copy(filtered, 1, 0, pixel);
  for (let i = pixel; i < line.length; i += 1) filtered[i + 1] = line[i]! - line[i - pixel]!;
  return filtered;
}

/**
 * Filters a line by Paeth. Choosing the best filter for each line would take three times as long, and seldom give less.
 * @param above the unfiltered line above
 * @param out gets the filter type and the filtered line
 * @param pixel as for unfilterLine
 */
export function filterByPaeth(line: Buffer, above: Buffer, out: Buffer, pixel: number): void {
  out[0] = filters.paeth;
  for (let i = 0; i < pixel && i < line.length; i += 1) out[i + 1] = line[i]! - above[i]!;
  for (let i = pixel; i < line.length; i += 1) {
    const a = line[i - pixel]!;
    const b = above[i]!;
    const c = above[i - pixel]!;
    out[i + 1] = line[i]! - paeth(a, b, c);
  }
}

import { TdError } from '@task-distributor/band';

/** Filter types (PNG specification, 9.2). */
export const filters = { none: 0, sub: 1, up: 2, average: 3, paeth: 4 } as const;

/**
 * Unfilters a line.
 * @param filtered the filter type and the filtered line
 * @param above the unfiltered line above; zeros above the first line
 * @param out gets the unfiltered line; may be the memory of `filtered`, but not of `above`
 * @param pixel distance in bytes between the samples that filters compare (`pixelBytes`)
 * @throws TdError for a filter type that PNG does not have
 */
export function unfilterLine(filtered: Buffer, above: Buffer, out: Buffer, pixel: number): void {
  const length = out.length;
  switch (filtered[0]) {
    case filters.none:
      filtered.copy(out, 0, 1);
      return;
    case filters.sub:
      filtered.copy(out, 0, 1, 1 + pixel);
      for (let i = pixel; i < length; i += 1) out[i] = filtered[i + 1]! + out[i - pixel]!;
      return;
    case filters.up:
      for (let i = 0; i < length; i += 1) out[i] = filtered[i + 1]! + above[i]!;
      return;
    case filters.average:
      for (let i = 0; i < pixel && i < length; i += 1) out[i] = filtered[i + 1]! + (above[i]! >> 1);
      for (let i = pixel; i < length; i += 1) {
        out[i] = filtered[i + 1]! + ((out[i - pixel]! + above[i]!) >> 1);
      }
      return;
    case filters.paeth:
      for (let i = 0; i < pixel && i < length; i += 1) out[i] = filtered[i + 1]! + above[i]!;
      for (let i = pixel; i < length; i += 1) {
        const a = out[i - pixel]!;
        const b = above[i]!;
        const c = above[i - pixel]!;
        out[i] = filtered[i + 1]! + paeth(a, b, c);
      }
      return;
    default:
      throw wrongFilter(filtered[0]!);
  }
}

/** The one of three samples (left, above, above left) that Paeth's filter predicts (PNG specification, 9.4). */
export function paeth(a: number, b: number, c: number): number {
  const toA = Math.abs(b - c);
  const toB = Math.abs(a - c);
  const toC = Math.abs(a + b - c - c);
  return toA <= toB && toA <= toC ? a : toB <= toC ? b : c;
}

export function wrongFilter(filter: number): TdError {
  return new TdError(`The image data is damaged (a line has the filter type ${filter}, and PNG has 0 to 4)`);
}

/**
 * How pixels are shared out among fewer ones. Each is as wide as `few`, and each of the fewer as wide as `many`: whole
 * numbers, so that the shares of a pixel add up exactly.
 */
export interface Share {
  /** The first of the fewer that the pixel lies in, from 0 on. */
  readonly at: number;
  readonly here: number;
  /** What lies in the next one. */
  readonly next: number;
}

export function shareOf(index: number, many: number, few: number): Share {
  const start = index * few;
  const at = Math.floor(start / many);
  const here = Math.min((at + 1) * many, start + few) - start;
  return { at, here, next: few - here };
}

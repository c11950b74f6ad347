import type { Rows } from '@task-distributor/band';
import { rowsOfSizes } from './rows-of-sizes.ts';

/**
 * Factoring: the bands that hosts take one after the other, each when it has nothing to do. They come in batches of one band
 * for each host; the bands of a batch are alike, and together they have half of the rows that remained.
 * Source: S. F. Hummel, E. Schonberg, L. E. Flynn, "Factoring: A Method for Scheduling Parallel Loops", Communications of the
 * ACM 35(8), 1992, with the factor 1/2 that the authors propose where the variance of the costs is not known.
 */
export function factoring(height: number, hosts: number): Rows[] {
  const sizes: number[] = [];
  let remaining = height;
  while (remaining > 0) {
    const size = Math.ceil(remaining / (2 * hosts));
    for (let host = 0; host < hosts && remaining > 0; host++) {
      sizes.push(Math.min(size, remaining));
      remaining -= size;
    }
  }
  return rowsOfSizes(sizes);
}

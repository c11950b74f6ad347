import type { Band } from './band.ts';
import { decodeBand } from './decode-band.ts';
import { readLines } from './read-lines.ts';

/**
 * Bands from a stream of lines, each as soon as its line is complete. Empty lines are ignored.
 * @throws InputError with line and column
 */
export async function* decodeBands(input: AsyncIterable<Uint8Array | string>): AsyncGenerator<Band> {
  let number = 0;
  for await (const line of readLines(input)) {
    number += 1;
    if (line !== '') yield decodeBand(line, number);
  }
}

import type { Setting } from './settings.ts';
import { size } from './scene.ts';

/** The last rows of the bands that were cut short, in the log of a sequence. */
export function splitRowsIn(log: string): number[] {
  const answers = [...log.matchAll(/^\d+ (\d+) \S+ split \d+-(\d+)$/gm)];
  // A worker that keeps all rows refuses.
  return answers.filter(([, last, kept]) => last !== kept).map(([, , kept]) => Number(kept));
}

/** The last rows of all rows of blocks at which the image can be split. */
export function endsOfBlockRows({ blockSize }: Setting): number[] {
  const count = Math.ceil(size.height / blockSize) - 1;
  return Array.from({ length: count }, (_, i) => (i + 1) * blockSize);
}

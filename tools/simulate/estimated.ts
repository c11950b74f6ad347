import type { CostMap } from '@task-distributor/partition';
import type { Picture } from './picture.ts';
import { randomNumbers } from './random.ts';

/**
 * What a probe might say about a picture: a few strips and columns, with errors, and with smaller differences than there are, since a
 * small picture has few pixels on the edges of things.
 * @param seed of the errors
 */
export function estimated(picture: Picture, seed: number): CostMap {
  const random = randomNumbers(seed);
  const count = Math.min(strips, picture.height);
  const mean = picture.seconds / count;
  const costs = Array.from({ length: count }, (_, i) => {
    const first = Math.floor((i * picture.height) / count) + 1;
    const last = Math.floor(((i + 1) * picture.height) / count);
    const estimate = (seconds: number, usual: number): number =>
      usual * (seconds / usual) ** underrating * (1 + largestError * (2 * random() - 1));
    const seconds = picture.secondsOf({ first, last });
    const parts = picture.secondsOfColumns({ first, last }, columns);
    return {
      first,
      last,
      seconds: estimate(seconds, mean),
      columns: parts.map((part) => estimate(part, seconds / columns)),
    };
  });
  return { strips: costs };
}

const strips = 12;
const columns = 16;
const underrating = 0.75;
const largestError = 0.2;

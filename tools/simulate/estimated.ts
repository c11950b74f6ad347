import type { CostMap } from '@task-distributor/partition';
import type { Picture } from './picture.ts';
import { randomNumbers } from './random.ts';

/**
 * What a probe might say about a picture: a few strips, with errors, and with smaller differences than there are, since a small
 * picture has few pixels on the edges of things.
 * @param seed of the errors
 */
export function estimated(picture: Picture, seed: number): CostMap {
  const random = randomNumbers(seed);
  const count = Math.min(strips, picture.height);
  const mean = picture.seconds / count;
  const costs = Array.from({ length: count }, (_, i) => {
    const first = Math.floor((i * picture.height) / count) + 1;
    const last = Math.floor(((i + 1) * picture.height) / count);
    const error = 1 + largestError * (2 * random() - 1);
    const seconds = mean * (picture.secondsOf({ first, last }) / mean) ** underrating * error;
    return { first, last, seconds };
  });
  return { strips: costs };
}

const strips = 12;
const underrating = 0.75;
const largestError = 0.2;

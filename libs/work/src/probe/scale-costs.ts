import type { Strip } from '@task-distributor/band';
import { noiseSeconds } from './block-costs.ts';
import type { Size } from './probe-size.ts';

/** The costs of the rows of an image, from those of a small copy, in proportion to the pixels. */
export function scaleStrips(strips: readonly Strip[], small: Size, image: Size): Strip[] {
  const perPixel = (image.width * image.height) / (small.width * small.height);
  const scaled = (row: number): number => Math.round((row * image.height) / small.height);
  return strips.map(({ first, last, seconds, ...columns }) => ({
    ...columns,
    first: scaled(first - 1) + 1,
    last: scaled(last),
    seconds: Math.max(seconds * perPixel, leastSeconds),
  }));
}

/**
 * By how much a small copy costs more per pixel than the image itself: with anti-aliasing, edges cost more than areas, and a
 * small picture has more of them for each pixel. Two copies of different sizes show how much that is.
 * @param costs seconds of the smaller and of the larger copy
 * @returns the factor for costs that were scaled from the larger copy
 */
export function edgeCorrection(
  costs: readonly [number, number],
  sizes: readonly [Size, Size],
  image: Size,
): number {
  // What may be a mistake of the measurement is no difference.
  const certain = Math.max(0, costs[0] - noiseSeconds);
  const [few, more] = [perPixel(certain, sizes[0]), perPixel(costs[1], sizes[1])];
  const [coarse, fine, whole] = [...sizes, image].map(({ width, height }) => 1 / Math.sqrt(width * height));
  // Seconds per pixel = area + edge * (1 / side)
  const edge = (few - more) / (coarse! - fine!);
  if (!(edge > 0)) return 1;
  const area = Math.max(0, more - edge * fine!);
  return Math.min(1, Math.max(0.1, (area + edge * whole!) / more));
}

function perPixel(seconds: number, { width, height }: Size): number {
  return seconds / (width * height);
}

/** No row is free. */
const leastSeconds = 1e-6;

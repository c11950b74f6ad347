import type { Strip } from '@task-distributor/band';
import type { RunCosts } from './block-costs.ts';
import { measureFinely } from './measure-finely.ts';
import { firstPixels, type Size, smallSize } from './probe-size.ts';
import { edgeCorrection, scaleStrips } from './scale-costs.ts';

/** What an image costs, in seconds of one processor. */
export interface ProbeResult {
  /** Rows of the image, top to bottom, with the seconds that they take. */
  readonly strips: readonly Strip[];
  /** What every launch takes besides: above all parsing the scene. */
  readonly startSeconds: number;
  /** Size of the small copy. */
  readonly size: Size;
}

/** What renders small copies of an image, here or on hosts. */
export interface Measurer {
  /** How many of the processors that its seconds are of it is worth. Known once it has measured something. */
  readonly speed: number;
  /** @param known what the rows of this copy take, by a smaller one; null = it is the first one */
  measure(size: Size, known: readonly Strip[] | null): Promise<RunCosts>;
}

/**
 * Estimates what the rows of an image cost: renders a small copy and then, if the first one took much less than it may take, a
 * larger one, for a better estimate.
 * @param seconds that each processor may work for it; all together take no more than 3 % of what the image is expected to take
 */
export async function* estimate(
  image: Size,
  seconds: number,
  measurer: Measurer,
): AsyncGenerator<ProbeResult> {
  const small = smallSize(image, firstPixels(image));
  const first = costsOf(await measurer.measure(small, null));
  const whole = resultOf(first, small, image);
  yield whole;
  const pixels = furtherPixels({ seconds, speed: measurer.speed }, first, whole);
  if (pixels === null) {
    const finer = await measureFinely(() => measurer.measure(small, null), first);
    if (finer !== first) yield resultOf(costsOf(finer), small, image);
    return;
  }
  const larger = smallSize(image, pixels);
  const known = scaleStrips(first.strips, small, larger);
  const second = costsOf(await measureFinely(() => measurer.measure(larger, known)));
  const correction = edgeCorrection([first.seconds, second.seconds], [small, larger], image);
  const { strips, ...facts } = resultOf(second, larger, image);
  yield { ...facts, strips: strips.map((strip) => ({ ...strip, seconds: strip.seconds * correction })) };
}

interface Costs extends RunCosts {
  /** Of all strips. */
  readonly seconds: number;
}

function costsOf(costs: RunCosts): Costs {
  return { ...costs, seconds: sum(costs.strips) };
}

function resultOf({ strips, startSeconds }: Costs, size: Size, image: Size): ProbeResult {
  return { strips: scaleStrips(strips, size, image), startSeconds, size };
}

/** Pixels of a larger copy that keeps to the limits; null = it would hardly be larger, or its launch costs too much. */
function furtherPixels(
  { seconds, speed }: { readonly seconds: number; readonly speed: number },
  first: Costs,
  { strips, startSeconds, size }: ProbeResult,
): number | null {
  const allowed = Math.min(seconds, (mostShare * sum(strips)) / speed) - first.seconds - startSeconds;
  const times = Math.min((allowed * speed) / Math.max(first.seconds, 1e-3), mostTimes);
  return times < leastTimes ? null : size.width * size.height * times;
}

export function sum(strips: readonly { readonly seconds: number }[]): number {
  return strips.reduce((total, { seconds }) => total + seconds, 0);
}

/** Of the time that the image takes. */
const mostShare = 0.03;
/** A second copy also evens out what was wrong with the first one. */
const leastTimes = 2;
const mostTimes = 200;

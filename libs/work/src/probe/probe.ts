import { type Rows, TdError } from '@task-distributor/band';
import { rendererFor, type RenderRequest } from '@task-distributor/render';
import { surroundingsOfProcess } from '../surroundings.ts';
import { checkScene } from '../agent/render-band.ts';
import type { ProbeMeter } from './probe-meter.ts';
import { firstPixels, type Size, smallSize } from './probe-size.ts';
import { runProbe } from './run-probe.ts';
import { edgeCorrection, scaleStrips } from './scale-costs.ts';

export interface ProbePlan {
  /** The whole image. */
  readonly request: Omit<RenderRequest, 'rows'>;
  /** Seconds that rendering a small copy may take; it takes no more than 3 % of what the image is expected to take either. */
  readonly seconds: number;
  /** Where to write the small picture; null = nowhere. */
  readonly picture: string | null;
}

/** What an image costs, in seconds of one processor of this machine. */
export interface ProbeResult {
  /** Rows of the image, top to bottom, with the seconds that they take. */
  readonly strips: readonly (Rows & { readonly seconds: number })[];
  /** What every launch takes besides: above all parsing the scene. */
  readonly startSeconds: number;
  /** Size of the small copy. */
  readonly size: Size;
}

/** What is known while the first copy is rendered, once the scene is parsed. */
export interface ProbeProgress {
  readonly startSeconds: number;
  /** The image takes at least that many seconds of one processor. */
  readonly leastSeconds: number;
}

/**
 * Estimates what the rows of an image cost: renders a small copy and then, if the first one took much less than it may take, a
 * larger one, for a better estimate.
 * @throws TdError if the scene cannot be rendered; the signal's reason
 */
export async function* probe(
  plan: ProbePlan,
  onProgress: (progress: ProbeProgress) => void,
  signal: AbortSignal,
): AsyncGenerator<ProbeResult> {
  checkScene(plan.request.scene);
  const image: Size = plan.request;
  const small = smallSize(image, firstPixels(image));
  const report = (meter: ProbeMeter): void => onProgress(progressOf(meter, small, image));
  const first = costsOf(await render(plan, small, report, signal));
  const whole = resultOf(first, small, image);
  yield whole;
  const pixels = furtherPixels(plan, first, whole);
  if (pixels === null) return;
  const larger = smallSize(image, pixels);
  const second = costsOf(await render(plan, larger, () => undefined, signal));
  const correction = edgeCorrection([first.seconds, second.seconds], [small, larger], image);
  const { strips, ...facts } = resultOf(second, larger, image);
  yield { ...facts, strips: strips.map((strip) => ({ ...strip, seconds: strip.seconds * correction })) };
}

interface Costs extends Pick<ProbeResult, 'startSeconds' | 'strips'> {
  /** Of all strips. */
  readonly seconds: number;
}

function costsOf(meter: ProbeMeter): Costs {
  const costs = meter.costs();
  return { ...costs, seconds: sum(costs.strips) };
}

function resultOf({ strips, startSeconds }: Costs, size: Size, image: Size): ProbeResult {
  return { strips: scaleStrips(strips, size, image), startSeconds, size };
}

async function render(
  { request, picture }: ProbePlan,
  { width, height }: Size,
  onLook: (meter: ProbeMeter) => void,
  signal: AbortSignal,
): Promise<ProbeMeter> {
  const { cuts, states, name } = rendererFor(request.scene);
  if (states === null) throw new TdError(`${name} does not tell what rows cost`, { code: 'E_RENDER' });
  const rows = { first: 1, last: height };
  const rendering = cuts.probe({ ...request, width, height, rows }, surroundingsOfProcess());
  return runProbe({ rendering, states, picture }, onLook, signal);
}

/** Pixels of a larger copy that keeps to the limits; null = it would hardly be larger, or its launch costs too much. */
function furtherPixels(
  plan: ProbePlan,
  first: Costs,
  { strips, startSeconds, size }: ProbeResult,
): number | null {
  const allowed = Math.min(plan.seconds, mostShare * sum(strips)) - first.seconds - startSeconds;
  const times = Math.min(allowed / Math.max(first.seconds, 1e-3), mostTimes);
  return times < leastTimes ? null : size.width * size.height * times;
}

function progressOf(meter: ProbeMeter, small: Size, image: Size): ProbeProgress {
  const { strips, startSeconds } = meter.costs();
  const perPixel = (image.width * image.height) / (small.width * small.height);
  return { startSeconds, leastSeconds: sum(strips) * perPixel };
}

function sum(strips: readonly { readonly seconds: number }[]): number {
  return strips.reduce((total, { seconds }) => total + seconds, 0);
}

/** Of the time that the image takes. */
const mostShare = 0.03;
const leastTimes = 3;
const mostTimes = 200;

import type { RenderRequest } from '@task-distributor/render';
import { checkScene } from '../agent/render-band.ts';
import { estimate, type ProbeResult, sum } from './estimate.ts';
import { measureRows } from './measure-rows.ts';
import type { ProbeMeter } from './probe-meter.ts';
import type { Size } from './probe-size.ts';

export interface ProbePlan {
  /** The whole image. */
  readonly request: Omit<RenderRequest, 'rows'>;
  /** Seconds that rendering a small copy may take; it takes no more than 3 % of what the image is expected to take either. */
  readonly seconds: number;
  /** Where to write the small picture; null = nowhere. */
  readonly picture: string | null;
}

/** What is known while the first copy is rendered, once the scene is parsed. */
export interface ProbeProgress {
  readonly startSeconds: number;
  /** The image takes at least that many seconds of one processor. */
  readonly leastSeconds: number;
}

export interface ProbeObserver {
  onProgress?(progress: ProbeProgress): void;
  /** Called with each small picture, as a PNG. */
  onPicture?(png: Buffer): void;
}

/**
 * Estimates on this machine what the rows of an image cost.
 * @throws TdError if the scene cannot be rendered; the signal's reason
 */
export async function* probe(
  { request, seconds, picture }: ProbePlan,
  { onProgress, onPicture }: ProbeObserver,
  signal: AbortSignal,
): AsyncGenerator<ProbeResult> {
  checkScene(request.scene);
  yield* estimate(request, seconds, {
    speed: 1,
    measure: (size, known) => {
      const onLook = (meter: ProbeMeter): void => onProgress?.(progressOf(meter, size, request));
      const rows = { first: 1, last: size.height };
      const pictures = { picture, ...(onPicture === undefined ? {} : { onPicture }) };
      const measuring = { ...pictures, ...(known === null ? { onLook } : {}) };
      return measureRows({ ...request, ...size, rows }, measuring, signal);
    },
  });
}

function progressOf(meter: ProbeMeter, small: Size, image: Size): ProbeProgress {
  const { strips, startSeconds } = meter.costs();
  const perPixel = (image.width * image.height) / (small.width * small.height);
  return { startSeconds, leastSeconds: sum(strips) * perPixel };
}

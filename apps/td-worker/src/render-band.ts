import { accessSync } from 'node:fs';
import { errorMessage, TdError } from '@task-distributor/band';
import { renderRows } from '@task-distributor/render';
import type { JobArguments } from './job-arguments.ts';

export interface BandRequest extends JobArguments {
  /** This host's name: in the lockfile, and without `namedByRows` the part's. */
  host: string;
  povray: string;
  options: readonly string[];
  namedByRows: boolean;
  /** The job it belongs to; null = whichever is open. */
  job: string | null;
}

/** What is known of a band that has been rendered. */
export interface RenderedBand {
  /** Of the part. */
  bytes: number;
  /** As POV-Ray tells them; null = it did not. */
  parseSeconds: number | null;
  traceSeconds: number | null;
}

/**
 * Renders a band, publishes its part whole, and marks it done.
 * @param onProgress called with pixels done and to do
 * @throws TdError; then there is neither part nor line
 */
export async function renderBand(
  request: BandRequest,
  onProgress: (progress: { done: number; total: number }) => void,
  signal: AbortSignal,
): Promise<RenderedBand> {
  checkScene(request.scene);
  const failed = new AbortController();
  const format = request.options.findLast((option) => /^\+FN/i.test(option)) ?? request.format;
  // POV-Ray first: it takes a while until it has an image, and in that time the rest is loaded here.
  const render = renderRows({ ...request, format }, onProgress, AbortSignal.any([signal, failed.signal]));
  try {
    const { publishBand } = await import('./publish-band.ts');
    const rendered = await publishBand(request, render, signal);
    // It takes 0.35 s to end after its image, which nobody needs to wait for.
    render.leave();
    return rendered;
  } catch (error) {
    failed.abort();
    throw error;
  }
}

function checkScene(scene: string): void {
  try {
    accessSync(scene);
  } catch (cause) {
    throw new TdError(`${scene}: cannot read the scene: ${errorMessage(cause)}`, {
      code: 'E_SCENE',
      path: scene,
      cause,
    });
  }
}

import { TdError } from '@task-distributor/band';
import { type Rendering, rendererFor, type RenderRequest, type StateFormat } from '@task-distributor/render';
import { surroundingsOfProcess } from '../surroundings.ts';
import type { RunCosts } from './block-costs.ts';
import type { ProbeMeter } from './probe-meter.ts';
import { runProbe } from './run-probe.ts';

export interface Measuring {
  /** Where to write the small picture; null = nowhere. */
  readonly picture: string | null;
  /** Called with what is known so far. */
  onLook?(meter: ProbeMeter): void;
  /** Called with the small image as a PNG, even if it is written nowhere. */
  onPicture?(png: Buffer): void;
}

/**
 * Renders rows of a small copy of an image, and measures what they take.
 * @throws TdError with the renderer's reason; the signal's reason
 */
export async function measureRows(
  request: RenderRequest,
  { picture, onLook = () => undefined, onPicture }: Measuring,
  signal: AbortSignal,
): Promise<RunCosts> {
  const { rendering, states } = probeRun(request);
  const { ShownBlocks } = await import('../preview/shown-blocks.ts');
  const onWhole = (done: ProbeMeter): void =>
    onPicture?.(done.picture(new ShownBlocks(request.width, request.rows, states)));
  const meter = await runProbe({ rendering, states, picture, onWhole }, onLook, signal);
  return meter.costs(rendering.progress.traceCpuSeconds);
}

/** Rows of the blocks that a small copy is measured in. */
export function blockRowsOf(request: RenderRequest): number {
  return probeRun(request).rendering.blocks.size;
}

function probeRun(request: RenderRequest): { rendering: Rendering; states: StateFormat } {
  const { cuts, states, name } = rendererFor(request.scene);
  if (states === null) throw new TdError(`${name} does not tell what rows cost`, { code: 'E_RENDER' });
  return { rendering: cuts.probe(request, surroundingsOfProcess()), states };
}

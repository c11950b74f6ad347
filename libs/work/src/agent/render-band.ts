import { accessSync } from 'node:fs';
import { errorMessage, linkAbort, type RenderReport, TdError } from '@task-distributor/band';
import { rendererFor, type RenderProgress, type RenderRequest } from '@task-distributor/render';
import { jobFileOf, type PublishTarget } from '../publish-part.ts';
import { surroundingsOfProcess } from '../surroundings.ts';
import { guardReads } from './reads-guard.ts';
import { renderRows } from './render-rows.ts';

/**
 * Renders a band, publishes its part, and marks it done.
 * @param onProgress called with the number of pixels done and the total
 * @throws TdError, and then writes neither the part nor the line
 */
export async function renderBand(
  request: RenderRequest,
  target: PublishTarget,
  onProgress: (progress: RenderProgress) => void,
  signal: AbortSignal,
): Promise<RenderReport> {
  checkScene(request.scene);
  const job = await jobFileOf(target, signal);
  const guard = job === null ? null : await guardReads(request.scene, job, signal);
  const rendering = rendererFor(request.scene).render(request, surroundingsOfProcess());
  const stop = linkAbort(signal);
  // Starts the renderer first, and loads the rest while the renderer produces the first rows.
  const render = renderRows(rendering, onProgress, stop.signal);
  try {
    const { publishRows } = await import('./publish-rows.ts');
    const report = await publishRows(render, request, { target, guard }, signal);
    // The renderer needs another 0.35 s to exit; there is no need to wait for that.
    render.release();
    return report;
  } catch (error) {
    stop.abort(error);
    throw error;
  } finally {
    stop.unlink();
  }
}

/** @throws TdError if it cannot be read */
export function checkScene(scene: string): void {
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

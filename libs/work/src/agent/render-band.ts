import { accessSync } from 'node:fs';
import { errorMessage, linkAbort, type RenderReport, TdError } from '@task-distributor/band';
import { rendererFor, type RenderProgress, type RenderRequest } from '@task-distributor/render';
import type { PublishTarget } from '../publish-part.ts';
import { workingFolder } from '../working-folder.ts';
import { renderRows } from './render-rows.ts';

/**
 * Renders a band, publishes its part whole, and marks it done.
 * @param onProgress called with pixels done and to do
 * @throws TdError; then there is neither part nor line
 */
export async function renderBand(
  request: RenderRequest,
  target: PublishTarget,
  onProgress: (progress: RenderProgress) => void,
  signal: AbortSignal,
): Promise<RenderReport> {
  checkScene(request.scene);
  const rendering = rendererFor(request.scene).render(request, { folder: workingFolder(), env: process.env });
  const stop = linkAbort(signal);
  // The renderer first: it takes a while until it has an image, and in that time the rest is loaded here.
  const render = renderRows(rendering, onProgress, stop.signal);
  try {
    const { publishRows } = await import('./publish-rows.ts');
    const report = await publishRows(render, request, target, signal);
    // It takes 0.35 s to end after its image, which nobody needs to wait for.
    render.release();
    return report;
  } catch (error) {
    stop.abort(error);
    throw error;
  } finally {
    stop.unlink();
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

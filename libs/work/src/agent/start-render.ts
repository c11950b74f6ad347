import { deferred, linkAbort } from '@task-distributor/band';
import type { RenderEnd, Rendering, RenderProgress, StateFormat } from '@task-distributor/render';
import { outputsOf, type RenderOutputs } from './render-outputs.ts';
import { type RendererProcess, runRenderer } from './run-renderer.ts';

/** One run of a renderer. */
export interface StartedRender extends RenderOutputs {
  readonly rendering: Rendering;
  readonly process: RendererProcess;
  /** Resolves when the renderer has reported that everything is rendered, or has succeeded. @throws TdError otherwise; the signal's reason */
  readonly finished: Promise<RenderProgress>;
  /** The rendering to run instead; this one is then stopped. null = this is the right one. */
  readonly replacement: Promise<Rendering | null>;
}

export interface RenderPlace {
  /** null = no state file. */
  readonly states: StateFormat | null;
  /** A render folder that has been prepared; null = a new one. */
  readonly folder: string | null;
}

export function startRender(
  rendering: Rendering,
  { states, folder }: RenderPlace,
  onProgress: () => void,
  signal: AbortSignal,
): StartedRender {
  const stop = linkAbort(signal);
  const replacement = deferred<Rendering | null>();
  const rendered = deferred();
  let imageHasBegun = false;
  const process = runRenderer(rendering.command, read, stop.signal, folder ?? undefined);
  function read(chunk: Uint8Array): void {
    rendering.read(chunk);
    const { verdict } = rendering;
    if (typeof verdict !== 'string') {
      stop.abort(new Error('The band needs another region'));
      if (!imageHasBegun) replacement.resolve(verdict);
    }
    if (verdict === 'right') replacement.resolve(null);
    if (rendering.isRendered) rendered.resolve();
    onProgress();
  }
  const endedWell = judgeEnd(process.ended, rendering, signal).finally(() => {
    stop.unlink();
    replacement.resolve(null);
  });
  const finished = Promise.race([rendered.promise.then(() => rendering.progress), endedWell]);
  for (const promise of [finished, endedWell]) promise.catch(() => undefined);
  const outputs = outputsOf(rendering, process, rendered.promise, states);
  if (outputs.state === null) {
    // A script around the renderer may delay its messages until the image has begun.
    process.output.once('readable', () => {
      imageHasBegun = true;
      replacement.resolve(null);
    });
  }
  return { rendering, process, ...outputs, finished, replacement: replacement.promise };
}

/** @throws TdError if the render failed; the signal's reason */
async function judgeEnd(
  ended: Promise<RenderEnd>,
  rendering: Rendering,
  signal: AbortSignal,
): Promise<RenderProgress> {
  const end = await ended;
  rendering.readEnd();
  signal.throwIfAborted();
  const fault = rendering.judge(end);
  if (fault !== null) throw fault;
  return rendering.progress;
}

import type { Readable } from 'node:stream';
import { deferred, linkAbort } from '@task-distributor/band';
import type { RenderEnd, Rendering, RenderProgress } from '@task-distributor/render';
import { runRenderer } from './run-renderer.ts';

/** A renderer at work on a band. */
export interface RunningRender {
  /** The uncut PNG, as the renderer writes it. Read it to its end, because the renderer waits for its reader. */
  readonly image: AsyncIterable<Uint8Array>;
  /**
   * Resolves when the whole region is rendered: when the renderer reports it, or when it has succeeded.
   * @throws TdError otherwise; the signal's reason
   */
  readonly finished: Promise<RenderProgress>;
  /** Call it after `finished`: lets this process end before the renderer does. */
  release(): void;
}

/**
 * Starts a renderer, and starts it again if its messages show that the band needs another region.
 * @param onProgress called after every message of the renderer
 * @param signal ends the renderer
 */
export function renderRows(
  rendering: Rendering,
  onProgress: (progress: RenderProgress) => void,
  signal: AbortSignal,
): RunningRender {
  const first = start(rendering, onProgress, signal);
  const final = first.replacement.then((other) =>
    other === null ? first : start(other, onProgress, signal),
  );
  const finished = final.then((render) => render.finished);
  finished.catch(() => undefined);
  return { image: imageOf(final), finished, release: () => void final.then((render) => render.release()) };
}

async function* imageOf(render: Promise<StartedRender>): AsyncGenerator<Uint8Array> {
  const { output, rendered } = await render;
  // Slow to load, so it is loaded after the renderer has started.
  const { readUntilIend } = await import('@task-distributor/imaging');
  yield* readUntilIend(output, rendered);
}

interface StartedRender {
  /** The renderer's stdout. */
  readonly output: Readable;
  /** Resolves when the renderer has reported that everything is rendered. Never rejects. */
  readonly rendered: Promise<void>;
  readonly finished: RunningRender['finished'];
  /** The rendering to run instead; this one is then stopped. null = this is the right one. */
  readonly replacement: Promise<Rendering | null>;
  release(): void;
}

function start(
  rendering: Rendering,
  onProgress: (progress: RenderProgress) => void,
  signal: AbortSignal,
): StartedRender {
  const stop = linkAbort(signal);
  const replacement = deferred<Rendering | null>();
  const rendered = deferred();
  let imageHasBegun = false;
  const process = runRenderer(rendering.command, read, stop.signal);
  function read(chunk: Uint8Array): void {
    rendering.read(chunk);
    const { verdict } = rendering;
    if (typeof verdict !== 'string') {
      stop.abort(new Error('The band needs another region'));
      if (!imageHasBegun) replacement.resolve(verdict);
    }
    if (verdict === 'right') replacement.resolve(null);
    if (rendering.isRendered) rendered.resolve();
    onProgress(rendering.progress);
  }
  // A script around the renderer may delay its messages until the image has begun.
  process.image.once('readable', () => {
    imageHasBegun = true;
    replacement.resolve(null);
  });
  const endedWell = judgeEnd(process.ended, rendering, signal).finally(() => {
    stop.unlink();
    replacement.resolve(null);
  });
  const finished = Promise.race([rendered.promise.then(() => rendering.progress), endedWell]);
  for (const promise of [finished, endedWell]) promise.catch(() => undefined);
  return {
    output: process.image,
    rendered: rendered.promise,
    finished,
    replacement: replacement.promise,
    release: process.release,
  };
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

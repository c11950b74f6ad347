import type { Readable } from 'node:stream';
import { deferred, linkAbort } from '@task-distributor/band';
import type { RenderEnd, Rendering, RenderProgress } from '@task-distributor/render';
import { runRenderer } from './run-renderer.ts';

/** A renderer at work on a band. */
export interface RunningRender {
  /** The uncut PNG, as the renderer writes it. Read it to its end: the renderer waits for its reader. */
  readonly image: AsyncIterable<Uint8Array>;
  /**
   * Resolves when everything that was asked for is rendered, by the renderer's own statistics or because it ended well.
   * @throws TdError otherwise; the signal's reason
   */
  readonly finished: Promise<RenderProgress>;
  /** To be called after `finished`: this process may end before the renderer does. */
  release(): void;
}

/**
 * Starts a renderer, and starts it again where its own messages say that the band needs another region.
 * @param onProgress called whenever the renderer has reported something
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
  // Slow to load: not before the renderer runs.
  const { readUntilIend } = await import('@task-distributor/imaging');
  yield* readUntilIend(output, rendered);
}

interface StartedRender {
  /** The renderer's stdout. */
  readonly output: Readable;
  /** Resolves when the renderer has said that everything is rendered. Never rejects. */
  readonly rendered: Promise<void>;
  readonly finished: RunningRender['finished'];
  /** The rendering to run instead of this one, which then has been ended; null = this is the right one. */
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
  // A script around the renderer can hold its messages back until the image comes.
  process.image.once('readable', () => {
    imageHasBegun = true;
    replacement.resolve(null);
  });
  const endedWell = judgeEnd(process.ended, rendering, signal).finally(() => {
    stop.unlink();
    replacement.resolve(null);
  });
  const finished = Promise.race([rendered.promise.then(() => rendering.progress), endedWell]);
  finished.catch(() => undefined);
  endedWell.catch(() => undefined);
  return {
    output: process.image,
    rendered: rendered.promise,
    finished,
    replacement: replacement.promise,
    release: process.release,
  };
}

/** @throws TdError when not everything is rendered; the signal's reason */
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

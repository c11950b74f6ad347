import { deferred, linkAbort } from '@task-distributor/band';
import type { Rendering, RenderProgress } from '@task-distributor/render';
import { readUntilIend } from './read-until-iend.ts';
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

async function* imageOf(render: Promise<RunningRender>): AsyncGenerator<Uint8Array> {
  yield* (await render).image;
}

interface StartedRender extends RunningRender {
  /** The rendering to run instead of this one, which then has been ended; null = this is the right one. */
  readonly replacement: Promise<Rendering | null>;
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
  const endedWell = process.ended.then((end) => {
    stop.unlink();
    rendering.readEnd();
    replacement.resolve(null);
    signal.throwIfAborted();
    const fault = rendering.judge(end);
    if (fault !== null) throw fault;
    onProgress(rendering.progress);
    return rendering.progress;
  });
  const finished = Promise.race([rendered.promise.then(() => rendering.progress), endedWell]);
  finished.catch(() => undefined);
  endedWell.catch(() => undefined);
  const image = readUntilIend(process.image, rendered.promise);
  return { image, finished, release: process.release, replacement: replacement.promise };
}

import type { Writable } from 'node:stream';
import { type RenderReport, withPatience } from '@task-distributor/band';
import { cropPng } from '@task-distributor/imaging';
import type { RenderRequest } from '@task-distributor/render';
import { type PublishTarget, publishPart } from '../publish-part.ts';
import type { ReadsGuard } from './reads-guard.ts';
import type { RunningRender } from './render-rows.ts';

/**
 * Crops the band from the image while it is rendered, and publishes it.
 * @throws TdError, and then writes neither the part nor the line
 */
export async function publishRows(
  render: RunningRender,
  request: RenderRequest,
  { target, guard }: { readonly target: PublishTarget; readonly guard: ReadsGuard | null },
  signal: AbortSignal,
): Promise<RenderReport> {
  const write = async (sink: Writable): Promise<RenderReport> => {
    const report = await cropInto(sink, render, request, target.job, signal);
    await guard?.check();
    return report;
  };
  return publishPart(target, write, signal);
}

async function cropInto(
  sink: Writable,
  render: RunningRender,
  { rows, width, height }: RenderRequest,
  job: string | null,
  signal: AbortSignal,
): Promise<RenderReport> {
  let bytes: number;
  try {
    const expected = { width, height };
    ({ bytes } = await cropPng(render.image, sink, { rows, expected, mark: { ...rows, job }, signal }));
  } catch (error) {
    signal.throwIfAborted();
    if (sink.errored) throw error;
    throw (await whyRenderFailed(render)) ?? error;
  }
  const { parseSeconds, traceSeconds } = await render.finished;
  return { bytes, parseSeconds, traceSeconds };
}

/** The renderer's own error after its output was not a whole image; null if there is none within a second. */
async function whyRenderFailed(render: RunningRender): Promise<unknown> {
  const failure = render.finished.then(
    () => null,
    (reason: unknown) => reason,
  );
  return withPatience(failure, patienceMs);
}

const patienceMs = 1_000;

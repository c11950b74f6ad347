import type { Writable } from 'node:stream';
import { type RenderReport, type Rows, untilAborted, withPatience } from '@task-distributor/band';
import { cropPng, partOfLines } from '@task-distributor/imaging';
import type { RenderRequest } from '@task-distributor/render';
import { checkOpenJob, type PublishTarget, publishPart } from '../publish-part.ts';
import type { ReadsGuard } from './reads-guard.ts';
import { RenderFailure } from './render-failure.ts';
import type { ReadyImage, PublishedRender } from './running-render.ts';

/** Where the part of a band is published. The band can have fewer rows than at first. */
export interface BandTarget {
  of(rows: Rows): PublishTarget;
  /** Folder for what is kept for a later attempt; null = this machine's own. */
  readonly statesFolder: string | null;
  /** Whether small pictures of what is finished are put into the job folder. */
  readonly previews: boolean;
}

/**
 * Crops the band from the image while it is written, and publishes it.
 * @throws RenderFailure if there is no whole image; TdError; and then writes neither the part nor the line
 */
export async function publishRows(
  render: PublishedRender,
  request: RenderRequest,
  { target, guard }: { readonly target: BandTarget; readonly guard: ReadsGuard | null },
  signal: AbortSignal,
): Promise<RenderReport> {
  await checkOpenJob(target.of(request.rows), signal);
  const image = await readyImage(render, signal);
  const place = target.of(image.rows);
  const write = async (sink: Writable): Promise<RenderReport> => {
    const report = await cropInto(sink, { render, image, request, job: place.job }, signal);
    await guard?.check(signal);
    return report;
  };
  return publishPart(place, write, signal);
}

async function readyImage(render: PublishedRender, signal: AbortSignal): Promise<ReadyImage> {
  try {
    return await untilAborted(render.ready, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw new RenderFailure(error, render.keepsState);
  }
}

interface Cropped {
  readonly render: PublishedRender;
  readonly image: ReadyImage;
  readonly request: RenderRequest;
  readonly job: string | null;
}

async function cropInto(
  sink: Writable,
  { render, image: { rows, image, lines }, request, job }: Cropped,
  signal: AbortSignal,
): Promise<RenderReport> {
  try {
    const mark = { ...rows, job };
    const expected = { width: request.width, height: request.height };
    const { bytes } =
      lines === null
        ? await cropPng(image, sink, { rows, expected, mark, signal })
        : await partOfLines(lines, sink, { mark, signal });
    const { parseSeconds, traceSeconds } = await render.finished;
    const { launchSeconds, continued } = render.clock;
    const spent = render.clock.traceSeconds(traceSeconds);
    return { bytes, parseSeconds, traceSeconds: spent, launchSeconds, continued };
  } catch (error) {
    signal.throwIfAborted();
    if (sink.errored) throw error;
    throw new RenderFailure((await whyRenderFailed(render)) ?? error, render.keepsState);
  }
}

/** The renderer's own error after its output was not a whole image; null if there is none within a second. */
async function whyRenderFailed(render: PublishedRender): Promise<unknown> {
  const failure = render.finished.then(
    () => null,
    (reason: unknown) => reason,
  );
  return withPatience(failure, patienceMs);
}

const patienceMs = 1_000;

import { access } from 'node:fs/promises';
import { errorMessage, TdError } from '@task-distributor/band';
import { cropPng } from '@task-distributor/imaging';
import { hostPartName, markDone, partName, PartFile, readJobFile } from '@task-distributor/lockfile';
import type { RowsRender } from '@task-distributor/render';
import type { BandRequest, RenderedBand } from './render-band.ts';

/**
 * Cuts a band out of the image that is being rendered, puts its part into the job folder, whole, and marks it done.
 * @throws TdError; then there is neither part nor line
 */
export async function publishBand(
  request: BandRequest,
  render: RowsRender,
  signal: AbortSignal,
): Promise<RenderedBand> {
  const { folder, lockfile, rows, host, namedByRows } = request;
  await checkJob(request);
  let rendered: RenderedBand;
  const part = await PartFile.create(folder, namedByRows ? partName(rows) : hostPartName(host), request.job);
  try {
    rendered = await cropInto(part, request, render, signal);
    signal.throwIfAborted();
    await checkJob(request);
    await part.publish();
  } catch (error) {
    await part.discard();
    throw error;
  }
  const job = request.job === null ? {} : { job: request.job };
  await markDone(lockfile, namedByRows ? { host, rows } : { host }, { ...job, signal });
  return rendered;
}

/** POV-Ray has a second to say itself why it failed, when what came out of it is not a whole image. */
const patienceMs = 1_000;

async function cropInto(
  part: PartFile,
  { rows, width, height, job }: BandRequest,
  render: RowsRender,
  signal: AbortSignal,
): Promise<RenderedBand> {
  let bytes: number;
  try {
    ({ bytes } = await cropPng(render.image, part.sink, {
      rows,
      expected: { width, height },
      mark: { ...rows, job },
      signal,
    }));
  } catch (error) {
    signal.throwIfAborted();
    if (part.failure !== null) throw part.failure;
    const povrayError = await Promise.race([
      render.finished.then(
        () => null,
        (reason: unknown) => reason,
      ),
      new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null).unref()),
    ]);
    signal.throwIfAborted();
    throw povrayError ?? error;
  }
  const { parseSeconds, traceSeconds } = await render.finished;
  return { bytes, parseSeconds, traceSeconds };
}

/** A worker of an earlier job, coming late, publishes nothing; nor does one whose job was ended. */
async function checkJob({ folder, lockfile, job }: BandRequest): Promise<void> {
  try {
    await access(lockfile);
  } catch (cause) {
    throw new TdError(`${lockfile}: ${errorMessage(cause)}: no job is open there, so nothing is published`, {
      code: 'E_NO_JOB',
      path: lockfile,
      cause,
    });
  }
  if (job === null) return;
  const open = await readJobFile(folder);
  if (open?.id !== job) {
    throw new TdError(
      `${folder}: the open job is ${open?.id ?? 'not known'}, not ${job}: nothing is published`,
      {
        code: 'E_OTHER_JOB',
        path: folder,
      },
    );
  }
}

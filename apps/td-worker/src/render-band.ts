import { access } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorMessage, hostPartName, partName, TdError } from '@task-distributor/band';
import { cropPng } from '@task-distributor/imaging';
import { markDone, readJobFile } from '@task-distributor/lockfile';
import { renderRows } from '@task-distributor/render';
import type { JobArguments } from './job-arguments.ts';
import { PartFile } from './part-file.ts';

export interface BandRequest extends JobArguments {
  /** This host's name: in the lockfile, and without `namedByRows` the part's. */
  host: string;
  povray: string;
  options: readonly string[];
  namedByRows: boolean;
  /** The job it belongs to; null = whichever is open. */
  job: string | null;
}

/** What is known of a band that has been rendered. */
export interface RenderedBand {
  /** Of the part. */
  bytes: number;
  /** As POV-Ray tells them; null = it did not. */
  parseSeconds: number | null;
  traceSeconds: number | null;
}

/**
 * Renders a band, publishes its part whole, and marks it done.
 * @param onProgress called with pixels done and to do
 * @throws TdError; then there is neither part nor line
 */
export async function renderBand(
  request: BandRequest,
  onProgress: (progress: { done: number; total: number }) => void,
  signal: AbortSignal,
): Promise<RenderedBand> {
  const { folder, lockfile, rows, host, namedByRows } = request;
  await checkScene(request.scene);
  await checkJob(request);
  let rendered: RenderedBand;
  const part = await PartFile.create(folder, namedByRows ? partName(rows) : hostPartName(host), request.job);
  try {
    rendered = await renderInto(part, request, onProgress, signal);
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

async function renderInto(
  part: PartFile,
  request: BandRequest,
  onProgress: (progress: { done: number; total: number }) => void,
  signal: AbortSignal,
): Promise<RenderedBand> {
  const { rows, width, height, job } = request;
  const format = request.options.findLast((option) => /^\+FN/i.test(option)) ?? request.format;
  const failed = new AbortController();
  const render = renderRows({ ...request, format }, onProgress, AbortSignal.any([signal, failed.signal]));
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
    if (part.failure !== null) {
      failed.abort();
      throw part.failure;
    }
    const povrayError = await Promise.race([
      render.finished.then(
        () => null,
        (reason: unknown) => reason,
      ),
      sleep(patienceMs, null, { ref: false }),
    ]);
    failed.abort();
    signal.throwIfAborted();
    throw povrayError ?? error;
  }
  const { parseSeconds, traceSeconds } = await render.finished;
  return { bytes, parseSeconds, traceSeconds };
}

async function checkScene(scene: string): Promise<void> {
  try {
    await access(scene);
  } catch (cause) {
    throw new TdError(`${scene}: cannot read the scene: ${errorMessage(cause)}`, {
      code: 'E_SCENE',
      path: scene,
      cause,
    });
  }
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

import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { type Band, hasControls, InputError, partName, type Rows, rowsOf } from '@task-distributor/band';
import { isFinished, type Job, openJob, type Takeover } from '@task-distributor/lockfile';
import { createLocalLauncher, dispatch } from '@task-distributor/remote';
import { checkPovrayOptions } from '@task-distributor/render';
import { localHost, localWorkerCommand } from './local-worker.ts';
import { removeUnfinished } from './remove-unfinished.ts';
import { sceneFacts } from './scene-facts.ts';

export interface DispatchRequest {
  width: number;
  height: number;
  folder: string;
  scene: string;
  povrayOptions: readonly string[];
  /** Command line of the worker; undefined = the one that came with this command. */
  worker: string | undefined;
  /** How many workers at once; undefined = the number of processors. */
  jobs: number | undefined;
  takeover: Takeover;
  join: boolean;
}

/** @param force how many times `-f` was given */
export function takeoverOf(force: number): Takeover {
  if (force === 0) return 'none';
  return force === 1 ? 'dead' : 'living';
}

/**
 * Opens the job in the folder.
 * @throws TdError when the folder, the scene or the options are not right, or another job is open
 */
export async function openDispatch(request: DispatchRequest, signal: AbortSignal): Promise<Job> {
  if (hasControls(request.folder)) {
    throw new InputError(`-p: Expected a path without control characters, got "${request.folder}"`);
  }
  checkPovrayOptions(request.povrayOptions);
  const { width, height, takeover, join } = request;
  const facts = { ...(await sceneFacts(request.scene)), width, height, options: [...request.povrayOptions] };
  return openJob(resolve(request.folder), facts, { takeover, join }, signal);
}

/**
 * Dispatches the bands of an open job. When it fails or is interrupted it releases the lockfile; parts that are
 * whole stay.
 */
export async function* runDispatch(
  bands: AsyncIterable<Band>,
  request: DispatchRequest,
  job: Job,
  signal: AbortSignal,
): AsyncGenerator<Band> {
  const launcher = createLocalLauncher();
  const { width, height, povrayOptions } = request;
  const { id: jobId, folder } = job;
  const begun: Rows[] = [];
  const ended: Band[] = [];
  let failed = true;
  try {
    const options = {
      job: {
        worker: request.worker ?? localWorkerCommand(),
        ...{ scene: resolve(request.scene), width, height, folder, jobId, compat: false, povrayOptions },
      },
      launcher,
      slots: request.jobs ?? availableParallelism(),
      defaultHost: localHost(),
      isFinished: (band: Band) => isFinished(folder, band),
      beforeFirst: () => job.confirm(),
      removePart: (rows: Rows) => rm(join(folder, partName(rows)), { force: true }),
    };
    let anyFailed = false;
    for await (const band of dispatch(bands, options, AbortSignal.any([signal, job.lost]))) {
      anyFailed ||= band.state === 'failed';
      if (band.state === 'started') begun.push(rowsOf(band)!);
      if (band.state === 'ended') ended.push(band);
      yield band;
    }
    failed = anyFailed;
    if (failed) yield* doneBands(folder, ended);
  } finally {
    await launcher.close();
    await removeUnfinished(folder, begun).catch(() => undefined);
    await (failed ? job.release() : job.close());
  }
}

/** The lockfile goes before whoever waits may have read its last lines: then those bands are told from here. */
async function* doneBands(folder: string, ended: readonly Band[]): AsyncGenerator<Band> {
  for (const band of ended) {
    if (!(await isFinished(folder, band))) continue;
    yield { ...band, state: 'done', info: join(folder, partName(rowsOf(band)!)) };
  }
}

import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { type Band, hostNameOf, type Rows, rowsOf } from '@task-distributor/band';
import { isFinished, type Job } from '@task-distributor/lockfile';
import { dispatch, type ListedHost, partOf, type WorkerKind } from '@task-distributor/remote';
import type { DispatchRequest } from './dispatch-request.ts';
import { openJoblog } from './joblog.ts';
import { createLaunchers } from './launchers.ts';
import { localHost, localWorkerCommand } from './local-worker.ts';
import { removeUnfinished } from './remove-unfinished.ts';
import { resumeBands } from './resume-bands.ts';

/**
 * Dispatches the bands of an open job. When it fails or is interrupted it releases the lockfile; parts that are
 * whole stay.
 * @param notify takes what people should know at once, a line each
 */
export async function* runDispatch(
  bands: AsyncIterable<Band>,
  request: DispatchRequest,
  job: Job,
  notify: (message: string) => void,
  signal: AbortSignal,
): AsyncGenerator<Band> {
  const { width, height, povrayOptions, kind, via, retries, reassign, timeoutSeconds, stallSeconds } =
    request;
  const { id: jobId, folder } = job;
  const launchers = createLaunchers(via, request.acceptNew, notify);
  const begun: Rows[] = [];
  const ended: Band[] = [];
  let failed = true;
  let confirmed: Promise<void> | undefined;
  const confirm = () => (confirmed ??= job.confirm());
  try {
    const joblog = await openJoblog(request.joblog, request.resume);
    const dispatched = dispatch(
      request.resume ? resumeBands(bands, job, confirm) : bands,
      {
        job: {
          ...{ scene: resolve(request.scene), width, height, folder, jobId, kind, povrayOptions },
          workerOn: (host) =>
            request.worker ?? (launchers.isLocal(host) ? localWorkerCommand() : 'td-worker'),
        },
        launcherFor: (host) => launchers.launcherFor(host),
        hosts: poolOf(request),
        jobs: request.jobs ?? (via === 'local' ? availableParallelism() : Infinity),
        ...{ retries, reassign, timeoutSeconds, stallSeconds, notify },
        isFinished: (band) => isFinished(folder, band),
        beforeFirst: confirm,
        removePart: (rows, host) => rm(join(folder, partOf(kind, rows, host)), { force: true }),
        record: (attempt) => joblog.record(attempt),
      },
      AbortSignal.any([signal, job.lost]),
    );
    let anyFailed = false;
    try {
      for await (const band of dispatched) {
        anyFailed ||= band.state === 'failed';
        if (band.state === 'started') begun.push(rowsOf(band)!);
        if (band.state === 'ended') ended.push(band);
        yield band;
      }
    } finally {
      await joblog.close();
    }
    failed = anyFailed;
    if (failed) yield* doneBands(folder, kind, ended);
  } finally {
    await launchers.close();
    await removeUnfinished(folder, begun).catch(() => undefined);
    await (failed ? job.release() : job.close());
  }
}

/** The hosts for bands that name none; without a list, this machine takes as many as it has processors. */
function poolOf({ hosts, via, jobs }: DispatchRequest): readonly ListedHost[] {
  if (hosts.length > 0) return hosts;
  if (via === 'ssh' || via === 'openssh') return [];
  return [{ address: localHost(), slots: jobs ?? availableParallelism() }];
}

/** The lockfile goes before whoever waits may have read its last lines: then those bands are told from here. */
async function* doneBands(folder: string, kind: WorkerKind, ended: readonly Band[]): AsyncGenerator<Band> {
  for (const band of ended) {
    if (!(await isFinished(folder, band))) continue;
    const part = partOf(kind, rowsOf(band)!, hostNameOf(band.host!));
    yield { ...band, state: 'done', info: join(folder, part) };
  }
}

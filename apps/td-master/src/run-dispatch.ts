import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { type Band, hostNameOf, type Rows, rowsOf } from '@task-distributor/band';
import { type Job, LockfileIndex } from '@task-distributor/lockfile';
import {
  dispatch,
  formatHostAddress,
  type HostAddress,
  type ListedHost,
  partOf,
  type WorkerKind,
} from '@task-distributor/remote';
import type { DispatchRequest } from './dispatch-request.ts';
import { openJoblog } from './joblog.ts';
import type { Launchers } from './launchers.ts';
import { localHost, localWorkerCommand } from './local-worker.ts';
import { removeUnfinished } from './remove-unfinished.ts';
import { resumeBands } from './resume-bands.ts';

/** For the end of a message about a job that was not brought to its end. */
export const howToResume = 'the same command with --resume goes on from here';

/**
 * Dispatches the bands of an open job. When it fails or is interrupted it releases the lockfile; parts that are
 * whole stay.
 * @param launchers closed by this, however it ends
 * @param notify takes what people should know at once, a line each
 */
export async function* runDispatch(
  bands: AsyncIterable<Band>,
  request: DispatchRequest,
  job: Job,
  launchers: Launchers,
  notify: (message: string) => void,
  signal: AbortSignal,
): AsyncGenerator<Band> {
  const { width, height, povrayOptions, kind, via, retries, reassign, timeoutSeconds, stallSeconds } =
    request;
  const { id: jobId, folder } = job;
  const index = new LockfileIndex(folder);
  const begun: Rows[] = [];
  const ended: Band[] = [];
  let failed = true;
  let confirmed: Promise<void> | undefined;
  const confirm = () => (confirmed ??= job.confirm());
  try {
    const joblog = await openJoblog(request.joblog, request.resume);
    const dispatched = dispatch(
      request.resume ? resumeBands(bands, job, index, confirm) : bands,
      {
        job: {
          ...{ scene: resolve(request.scene), width, height, folder, jobId, kind, povrayOptions },
          workerOn: (host) =>
            request.worker ?? (launchers.isLocal(host) ? localWorkerCommand() : 'td-worker'),
        },
        launcherFor: (host) => launchers.launcherFor(host),
        hosts: request.hosts,
        here: via === 'local' || via === 'auto' ? here(request) : null,
        jobs: request.jobs ?? (via === 'local' ? availableParallelism() : Infinity),
        ...{ retries, reassign, timeoutSeconds, stallSeconds, notify },
        isFinished: (band) => index.isFinished(band),
        adviceOn: (host) => adviceOn(host, launchers, request.worker),
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
    if (failed) yield* doneBands(folder, kind, index, ended);
  } finally {
    await launchers.close();
    await removeUnfinished(folder, begun, jobId).catch(() => undefined);
    await (failed ? job.release() : job.close());
  }
}

/** This machine takes as many bands at once as it has processors. */
function here({ jobs }: DispatchRequest): ListedHost {
  return { address: localHost(), slots: jobs ?? availableParallelism() };
}

/** What to try where the worker's program was not found; here there is nothing to try. */
function adviceOn(host: HostAddress, launchers: Launchers, worker = 'td-worker'): string {
  return launchers.isLocal(host) ? '' : `; try: ssh ${formatHostAddress(host)} ${worker} --version`;
}

/** The lockfile goes before whoever waits may have read its last lines: then those bands are told from here. */
async function* doneBands(
  folder: string,
  kind: WorkerKind,
  index: LockfileIndex,
  ended: readonly Band[],
): AsyncGenerator<Band> {
  for (const band of ended) {
    if (!(await index.isFinished(band))) continue;
    const part = partOf(kind, rowsOf(band)!, hostNameOf(band.host!));
    yield { ...band, state: 'done', info: join(folder, part) };
  }
}

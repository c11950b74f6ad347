import { join } from 'node:path';
import { type Band, hostNameOf, isBand, type JobEvent, linkAbort, rowsOf } from '@task-distributor/band';
import { type Job, LockfileIndex, shownLockfile } from '@task-distributor/lockfile';
import {
  dispatch,
  type DispatchedJob,
  formatHostAddress,
  type Launcher,
  type Worker,
} from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import type { DispatchPlan } from '../plans.ts';
import type { ReadsWatch } from '../reads/reads-watch.ts';
import { checkCuts } from './check-cuts.ts';
import type { DispatchOutcome } from './dispatch-outcome.ts';
import type { PlannedJob } from './open-planned-job.ts';
import { removePart } from './remove-part.ts';
import { SplitRecord } from './split-record.ts';
import { type CostsOfImage, splitsOf } from './splits-of.ts';
import { resumeBands } from './resume-bands.ts';
import type { JobWorker } from './job-worker.ts';

export interface JobResources extends PlannedJob, JobWorker {
  readonly launcher: Launcher;
  /** As soon as they are known; null = they are not. */
  readonly costs: Promise<CostsOfImage | null>;
  /** Called with one line for the user. */
  notify(line: string): void;
}

/**
 * The dispatch stage of an open job.
 * @param outcome kept up to date for whoever closes the job
 */
export async function* dispatchJob(
  bands: AsyncIterable<Band>,
  plan: DispatchPlan,
  { job, reads, launcher, worker, slots, costs, notify }: JobResources,
  outcome: DispatchOutcome,
  signal: AbortSignal,
): AsyncGenerator<JobEvent> {
  const asked = dispatchedJob(job, reads);
  const stop = linkAbort(signal, job.lost);
  const splits = new SplitRecord(job);
  try {
    yield openedEvent(plan, job);
    const checked = checkCuts(slots.count(bands), plan.image, notify);
    // A job that is joined keeps its id, and so do its parts.
    const goesOn = plan.job.resume || plan.job.join;
    const input = goesOn
      ? resumeBands(checked, { job, ...mayDo(plan, worker), ...asked }, stop.signal)
      : checked;
    const splitting = splitsOf(plan, worker, costs, goesOn ? job : null);
    const options = { ...optionsOf(plan, worker, launcher, asked), splits: splitting };
    yield hostsEvent(options);
    for await (const event of dispatch(input, options, stop.signal)) {
      if (isBand(event)) {
        outcome.see(event, () => partOf(event, worker));
        splits.see(event);
      }
      yield event;
    }
    outcome.hasEnded = true;
    if (!outcome.isWhole) yield* doneBands(outcome.ended, worker, job, asked);
  } finally {
    stop.unlink();
    await splits.close(!outcome.isWhole);
  }
}

/** What may become of bands that were cut short before. */
function mayDo({ hosts, retry }: DispatchPlan, worker: Worker): { mayCut: boolean; mayMove: boolean } {
  const mayCut = worker.onePerHost === null;
  return { mayCut, mayMove: mayCut && retry.reassign && hosts.listed.length > 0 };
}

function dispatchedJob(job: Job, reads: ReadsWatch): DispatchedJob {
  const index = new LockfileIndex(job.folder);
  let confirmed: Promise<void> | undefined;
  return {
    confirm: () => (confirmed ??= job.confirm()),
    removePart: (name) => removePart(job.folder, name),
    checkInput: () => reads.check(),
    acceptPart: (name) =>
      reads.check().catch(async (error: unknown) => {
        await removePart(job.folder, name);
        throw error;
      }),
    isFinished: (band) => index.isFinished(band),
    checkOwned: () => job.checkOwned(),
  };
}

function optionsOf(
  plan: DispatchPlan,
  worker: Worker,
  launcher: Launcher,
  job: DispatchedJob,
): Parameters<typeof dispatch>[1] {
  const { image, hosts, retry } = plan;
  const { home } = launcher;
  return {
    worker,
    job,
    height: image.height,
    adviceOn: (code) => rendererFor(image.scene).host.adviceOn(code),
    hosts: {
      listed: hosts.listed,
      home: home && { ...home, slots: hosts.jobs ?? home.slots },
      maxWorkers: hosts.jobs ?? launcher.maxProcesses,
      prepare: (host) => launcher.prepare?.(host),
    },
    // With parts named after their hosts, a second band on a host would overwrite the first.
    retry: { retries: retry.retries, reassign: retry.reassign && worker.onePerHost === null },
  };
}

function openedEvent({ job: { folder }, image }: DispatchPlan, job: Job): JobEvent {
  const lockfile = shownLockfile(folder);
  const { width, height, scene } = image;
  return { type: 'opened', job: job.id, folder, lockfile, width, height, scene };
}

function hostsEvent({
  hosts: { listed, home, maxWorkers },
  splits,
}: Parameters<typeof dispatch>[1]): JobEvent {
  const all = listed.length > 0 || home === null ? listed : [home];
  const hosts = all.map(({ address, slots, weight }) => ({
    name: formatHostAddress(address),
    slots: slots ?? 1,
    weight: weight ?? 1,
  }));
  const most = Number.isFinite(maxWorkers) ? { mostWorkers: maxWorkers } : {};
  return { type: 'hosts', hosts, splits: splits !== null, ...most };
}

/** Reports the bands of the last lines: the lockfile is removed, possibly before td-wait has read them. */
async function* doneBands(
  ended: readonly Band[],
  worker: Worker,
  job: Job,
  { isFinished }: DispatchedJob,
): AsyncGenerator<Band> {
  for (const band of ended) {
    if (!(await isFinished(band))) continue;
    yield { ...band, state: 'done', info: join(job.folder, partOf(band, worker)) };
  }
}

function partOf(band: Band, worker: Worker): string {
  return worker.partName(rowsOf(band)!, hostNameOf(band.host!));
}

import { type Band, type JobEvent, linkAbort, observe, type Rows } from '@task-distributor/band';
import { type Job, removeKeptStates, removeUnfinishedParts } from '@task-distributor/lockfile';
import type { HostAddress } from '@task-distributor/remote';
import { createLauncher } from '../create-launcher.ts';
import type { DispatchPlan } from '../plans.ts';
import { dispatchJob, type JobResources } from './dispatch-job.ts';
import { DispatchOutcome } from './dispatch-outcome.ts';
import { createJobWorker, type JobWorker } from './job-worker.ts';
import { StalePreviews } from './stale-previews.ts';
import { openPlannedJob } from './open-planned-job.ts';
import type { CostsOfImage } from './splits-of.ts';

/** A job that is open. */
export interface DispatchableJob {
  /** The dispatch stage. */
  dispatch(bands: AsyncIterable<Band>): AsyncIterable<JobEvent>;
  /** Resolves when the first of the expected hosts is connected, or when none of them can be. */
  readonly ready: Promise<void>;
  readonly job: Job;
}

export interface DispatchHooks {
  /** Hosts that are certain to get a band. They are connected while the job is opened. */
  readonly expectedHosts?: readonly HostAddress[];
  /** The rows of all bands, if they are known before the job is opened. */
  readonly planned?: readonly Rows[];
  /** What the image costs, once that is known; null = it is not. That shows which running band would end last. */
  readonly costs?: Promise<CostsOfImage | null>;
  /** Whether the job is expected to be over soon. */
  readonly isQuick?: Promise<boolean>;
  /** Called with one line for the user, such as a host key that was added. */
  notify(line: string): void;
}

/**
 * Opens the job of a plan, calls `use`, and closes the job. If `use` throws, aborts its signal, stops the workers and
 * releases the lockfile, but keeps the whole parts.
 */
export async function withDispatch<Result>(
  plan: DispatchPlan,
  { notify, expectedHosts = [], planned, costs = noCosts, isQuick = unknown }: DispatchHooks,
  signal: AbortSignal,
  use: (job: DispatchableJob, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const launcher = createLauncher(plan.hosts, plan.image.scene, notify);
  try {
    // On a slow host, a login takes longer than opening the job. With acceptNew, connecting could change the user's
    // known_hosts, so it must wait until the job is open.
    const prepared = plan.hosts.acceptNew ? [] : expectedHosts.map((host) => launcher.prepare?.(host));
    const opened = await openPlannedJob(plan, launcher, planned ?? null, signal);
    const ready = prepared.length === 0 ? Promise.resolve() : Promise.race(prepared);
    const job = { opened: { ...opened, launcher, costs, notify }, expectedHosts, isQuick };
    return await useJob(plan, job, signal, (dispatch, stop) =>
      use({ dispatch, ready, job: opened.job }, stop),
    );
  } finally {
    await launcher.close();
  }
}

/** A job that has just been opened, and the hosts that are certain to get a band. */
interface OpenedJob {
  readonly opened: Omit<JobResources, keyof JobWorker>;
  readonly expectedHosts: readonly HostAddress[];
  readonly isQuick: Promise<boolean>;
}

async function useJob<Result>(
  plan: DispatchPlan,
  { opened, expectedHosts, isQuick }: OpenedJob,
  signal: AbortSignal,
  use: (dispatch: DispatchableJob['dispatch'], signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stop = linkAbort(signal);
  const ends = linkAbort(stop.signal, opened.job.lost);
  const resources = { ...opened, ...createJobWorker(plan, opened, isQuick, ends.signal) };
  for (const host of expectedHosts) resources.worker.prepare?.(host);
  const stages: AsyncGenerator<JobEvent>[] = [];
  const dispatch: DispatchableJob['dispatch'] = (bands) => {
    const stage = closingStage(bands, plan, resources, stop.signal);
    stages.push(stage);
    return stage;
  };
  try {
    return await use(dispatch, stop.signal);
  } catch (error) {
    stop.abort(error);
    // When the stage has ended, so have its workers.
    for (const stage of stages) await stage.return(undefined).catch(() => undefined);
    await resources.job.release();
    throw error;
  } finally {
    ends.abort(new Error('The job is over'));
    ends.unlink();
    stop.unlink();
    await resources.job.close();
  }
}

/**
 * The dispatch stage, which ends with the job: its workers are stopped, what they have left unfinished is removed, and the
 * lockfile is released unless all bands have been rendered. The stages after it see the end of the job before their own.
 */
async function* closingStage(
  bands: AsyncIterable<Band>,
  plan: DispatchPlan,
  resources: JobResources,
  signal: AbortSignal,
): AsyncGenerator<JobEvent> {
  const { job, launcher } = resources;
  const outcome = new DispatchOutcome();
  const previews = plan.worker.previews ? new StalePreviews(job.folder) : null;
  const observers = previews === null ? [] : [{ see: (event: JobEvent) => previews.see(event) }];
  try {
    yield* observe(dispatchJob(bands, plan, resources, outcome, signal), observers);
  } finally {
    await launcher.close();
    await previews?.end(outcome.partNames);
    await removeUnfinishedParts(job.folder, outcome.partNames, job.id).catch(() => undefined);
    if (outcome.isWhole) await removeKeptStates(job.folder).catch(() => undefined);
    await (outcome.isWhole ? job.close() : job.release());
  }
}

const noCosts = Promise.resolve(null);
const unknown = Promise.resolve(false);

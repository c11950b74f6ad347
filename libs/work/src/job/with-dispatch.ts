import { type Band, type JobEvent, linkAbort } from '@task-distributor/band';
import { type HostAddress, launchers } from '@task-distributor/remote';
import type { DispatchPlan } from '../plans.ts';
import { dispatchJob, type JobResources } from './dispatch-job.ts';
import { openPlannedJob } from './open-planned-job.ts';

/** The dispatch stage of a job that is open. */
export type DispatchStage = (bands: AsyncIterable<Band>) => AsyncIterable<JobEvent>;

export interface DispatchHooks {
  /** Hosts that will get a band for sure: they are connected while the job is being opened. */
  readonly expectedHosts?: readonly HostAddress[];
  /** Takes one line that the user should know: a host key that was added. */
  notify(line: string): void;
}

/**
 * Opens the job of a plan, lets it be used, and closes it. When `use` throws, its signal is aborted, the workers are stopped
 * and the lockfile is released; parts that are whole stay.
 */
export async function withDispatch<Result>(
  plan: DispatchPlan,
  { notify, expectedHosts = [] }: DispatchHooks,
  signal: AbortSignal,
  use: (dispatch: DispatchStage, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const launcher = launchers[plan.hosts.via]({ acceptNew: plan.hosts.acceptNew, notify });
  try {
    // A login takes a slow host longer than opening the job takes here. Not where it would change a file of the user's.
    if (!plan.hosts.acceptNew) for (const host of expectedHosts) launcher.prepare?.(host);
    const job = await openPlannedJob(plan, launcher, signal);
    return await useJob(plan, { job, launcher }, signal, use);
  } finally {
    await launcher.close();
  }
}

async function useJob<Result>(
  plan: DispatchPlan,
  resources: JobResources,
  signal: AbortSignal,
  use: (dispatch: DispatchStage, signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const stop = linkAbort(signal);
  const stages: AsyncGenerator<JobEvent>[] = [];
  const dispatch: DispatchStage = (bands) => {
    const stage = dispatchJob(bands, plan, resources, stop.signal);
    stages.push(stage);
    return stage;
  };
  try {
    return await use(dispatch, stop.signal);
  } catch (error) {
    stop.abort(error);
    // Its workers have ended when the stage has.
    for (const stage of stages) await stage.return(undefined).catch(() => undefined);
    await resources.job.release();
    throw error;
  } finally {
    stop.unlink();
    await resources.job.close();
  }
}

import type { Band, JobEvent } from '@task-distributor/band';
import { type HostAddress, launchers } from '@task-distributor/remote';
import type { DispatchPlan } from '../plans.ts';
import { dispatchJob } from './dispatch-job.ts';
import { openPlannedJob } from './open-planned-job.ts';

/** The dispatch stage of a job that is open. */
export type DispatchStage = (bands: AsyncIterable<Band>, signal: AbortSignal) => AsyncIterable<JobEvent>;

export interface DispatchHooks {
  /** Hosts that will get a band for sure: they are connected while the job is being opened. */
  readonly expectedHosts?: readonly HostAddress[];
  /** Takes one line that the user should know: a host key that was added. */
  notify(line: string): void;
}

/**
 * Opens the job of a plan, lets it be used, and closes it. When `use` throws, the workers are stopped and the lockfile is
 * released; parts that are whole stay.
 */
export async function withDispatch<Result>(
  plan: DispatchPlan,
  { notify, expectedHosts = [] }: DispatchHooks,
  signal: AbortSignal,
  use: (dispatch: DispatchStage) => Promise<Result>,
): Promise<Result> {
  const launcher = launchers[plan.hosts.via]({ acceptNew: plan.hosts.acceptNew, notify });
  try {
    // A login takes a slow host longer than opening the job takes here. Not where it would change a file of the user's.
    if (!plan.hosts.acceptNew) {
      for (const host of expectedHosts) launcher.prepare?.(host);
    }
    const job = await openPlannedJob(plan, launcher, signal);
    const running: AsyncGenerator<JobEvent>[] = [];
    try {
      return await use((bands, stageSignal) => {
        const stage = dispatchJob(bands, plan, { job, launcher }, stageSignal);
        running.push(stage);
        return stage;
      });
    } catch (error) {
      // Its workers have ended when it has.
      for (const stage of running) await stage.return(undefined).catch(() => undefined);
      await job.release();
      throw error;
    } finally {
      await job.close();
    }
  } finally {
    await launcher.close();
  }
}

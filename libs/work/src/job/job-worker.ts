import type { Job } from '@task-distributor/lockfile';
import type { Launcher, Worker } from '@task-distributor/remote';
import type { DispatchPlan } from '../plans.ts';
import { workerCommandOn } from '../workers/worker-command.ts';
import type { WorkerContext, WorkersJob } from '../workers/worker-kind.ts';
import { workerKindFor } from '../workers/workers.ts';
import { SlotsInUse } from './slots-in-use.ts';

export interface JobWorker {
  readonly worker: Worker;
  readonly slots: SlotsInUse;
}

/** The worker for an open job. @param isQuick as in WorkersJob @param signal aborted when the job ends early */
export function createJobWorker(
  plan: DispatchPlan,
  { job, launcher }: { readonly job: Job; readonly launcher: Launcher },
  isQuick: Promise<boolean>,
  signal: AbortSignal,
): JobWorker {
  const slots = new SlotsInUse(plan.hosts, launcher);
  const { id, folder, file } = job;
  const context = workerContext(
    plan,
    { id, folder, isQuick, scene: file.scene },
    { launcher, slots },
    signal,
  );
  return { worker: workerKindFor(plan.worker).create(context), slots };
}

/** @param job with the absolute paths of its folder and its scene */
export function workerContext(
  plan: DispatchPlan,
  { scene, ...job }: WorkersJob & { readonly scene: string },
  { launcher, slots }: { readonly launcher: Launcher; readonly slots: SlotsInUse },
  signal: AbortSignal,
): WorkerContext {
  const { command, renderer } = plan.worker;
  const { timeoutSeconds, stallSeconds } = plan.retry;
  return {
    image: { ...plan.image, scene },
    job,
    renderer,
    launcher,
    commandOn: (host) => workerCommandOn(launcher, host, command),
    limits: { timeoutSeconds, stallSeconds },
    signal,
    workers: {
      keepState: plan.worker.keepState,
      previews: plan.worker.previews,
      send: plan.send,
      slotsOf: (host) => slots.of(host),
    },
  };
}

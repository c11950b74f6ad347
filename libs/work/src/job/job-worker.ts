import type { Job } from '@task-distributor/lockfile';
import type { Launcher, Worker } from '@task-distributor/remote';
import type { DispatchPlan } from '../plans.ts';
import { workerCommandOn } from '../workers/worker-command.ts';
import { workerKindFor } from '../workers/workers.ts';
import { SlotsInUse } from './slots-in-use.ts';

export interface JobWorker {
  readonly worker: Worker;
  readonly slots: SlotsInUse;
}

/** The worker for an open job. @param signal aborted when the job ends early */
export function createJobWorker(
  plan: DispatchPlan,
  job: Job,
  launcher: Launcher,
  signal: AbortSignal,
): JobWorker {
  const { command, renderer } = plan.worker;
  const { timeoutSeconds, stallSeconds } = plan.retry;
  const slots = new SlotsInUse(plan.hosts, launcher);
  const worker = workerKindFor(plan.worker).create({
    image: { ...plan.image, scene: job.file.scene },
    job,
    renderer,
    launcher,
    commandOn: (host) => workerCommandOn(launcher, host, command),
    limits: { timeoutSeconds, stallSeconds },
    signal,
    workers: {
      keepState: plan.worker.keepState,
      send: plan.send,
      slotsOf: (host) => slots.of(host),
    },
  });
  return { worker, slots };
}

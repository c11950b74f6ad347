import { InputError } from '@task-distributor/band';
import { rendererFor } from '@task-distributor/render';
import type { DispatchPlan } from '../plans.ts';
import { workerKindFor } from './workers.ts';

/** @throws InputError for a plan that its worker or its renderer cannot carry out */
export function checkWorkerPlan(plan: DispatchPlan): void {
  workerKindFor(plan.worker).checkPlan(plan);
  rendererFor(plan.image.scene).refuse(plan.image.options);
}

/** @throws InputError if the worker needs bands that name their hosts */
export function checkBandsWithoutHosts({ worker }: DispatchPlan): void {
  const { onePerHost } = workerKindFor(worker);
  if (onePerHost !== null) throw new InputError(`${onePerHost}: Expected --hosts LIST|FILE, got none`);
}

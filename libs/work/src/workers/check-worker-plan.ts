import type { DispatchPlan } from '../plans.ts';
import { workerKindFor } from './workers.ts';

/** @throws InputError for a plan that its worker cannot carry out */
export function checkWorkerPlan(plan: DispatchPlan): void {
  workerKindFor(plan.worker).checkPlan(plan);
}

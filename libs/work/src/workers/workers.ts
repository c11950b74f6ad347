import type { WorkerPlan } from '../plans.ts';
import { compat } from './compat.ts';
import { original } from './original.ts';
import { ours } from './ours.ts';
import type { WorkerKind } from './worker-kind.ts';

/** The kinds of workers. The first one that a plan means is used. */
const workerKinds: readonly WorkerKind[] = [original, compat, ours];

export function workerKindFor(plan: WorkerPlan): WorkerKind {
  return workerKinds.find((kind) => kind.isMeantBy(plan))!;
}

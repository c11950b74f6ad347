import { InputError } from '@task-distributor/band';
import type { WorkerPlan } from '../plans.ts';
import { compat } from './compat.ts';
import { original } from './original.ts';
import { ours } from './ours.ts';
import type { WorkerKind } from './worker-kind.ts';

/** The kinds of workers. The first one that a plan means is used. */
const workerKinds: readonly WorkerKind[] = [original, compat, ours];

/** @throws InputError for the name of a kind that is not in the table */
export function workerKindFor(plan: WorkerPlan): WorkerKind {
  const found = workerKinds.find((kind) => kind.isMeantBy(plan));
  if (found !== undefined) return found;
  const names = workerKinds.map(({ name }) => name).join(', ');
  throw new InputError(`--worker-kind: Expected one of ${names}, got "${plan.kind}"`);
}

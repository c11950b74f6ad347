import { InputError } from '@task-distributor/band';
import { auto } from './auto.ts';
import { bare } from './bare.ts';
import { compat } from './compat.ts';
import { original } from './original.ts';
import { ours } from './ours.ts';
import type { AskedWorker, WorkerKind } from './worker-kind.ts';

/** The kinds of workers. The first one that a plan means is used. */
const workerKinds: readonly WorkerKind[] = [original, compat, bare, auto, ours];

/** The kinds that can be asked for by name. */
export const workerKindNames: readonly string[] = workerKinds
  .map(({ name }) => name)
  .filter((name) => kindFor({ kind: name, compat: false, command: null })?.name === name);

/** @throws InputError for the name of a kind that is not in the table */
export function workerKindFor(plan: AskedWorker): WorkerKind {
  const found = kindFor(plan);
  if (found !== undefined) return found;
  throw new InputError(`--worker-kind: Expected one of ${workerKindNames.join(', ')}, got "${plan.kind}"`);
}

function kindFor(asked: AskedWorker): WorkerKind | undefined {
  return workerKinds.find((kind) => kind.isMeantBy(asked));
}

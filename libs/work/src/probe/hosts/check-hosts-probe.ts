import { InputError } from '@task-distributor/band';
import { rendererFor } from '@task-distributor/render';
import type { ImagePlan } from '../../plans.ts';
import { surroundingsOfProcess } from '../../surroundings.ts';
import { workerKindFor } from '../../workers/workers.ts';

/** @throws InputError for options that the renderer cannot use in shares of an image, and for a worker that is not td-worker */
export function checkHostsProbe({ scene, options }: ImagePlan, command: string | null): void {
  const isDefault = command === null || command === 'auto';
  if (!isDefault && workerKindFor({ kind: null, compat: false, command }).name !== 'ours')
    throw new InputError(`--worker: Expected a command line of td-worker, got "${command}"`);
  const { refuse, cuts } = rendererFor(scene);
  const surroundings = surroundingsOfProcess();
  // Files that are missing here may be on the hosts.
  refuse({ scene, options }, surroundings, false);
  const whyNot = cuts.whyNot(options, surroundings);
  if (whyNot !== null) throw new InputError(whyNot);
}

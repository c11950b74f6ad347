import { checkOutputHolds, checkOutputName } from '@task-distributor/imaging';
import { rendererFor } from '@task-distributor/render';
import { surroundingsOfProcess } from '@task-distributor/work';
import type { StagePlans } from './plans.ts';

/** @throws TdError for an output that cannot be written, or whose format cannot hold the image that will be rendered */
export function checkOutput({ dispatch: { image }, compose: { output } }: StagePlans): void {
  checkOutputName(output);
  const { scene, width, height, options } = image;
  const samples = rendererFor(scene).samples(options, surroundingsOfProcess());
  checkOutputHolds(output, { width, height, ...samples });
}

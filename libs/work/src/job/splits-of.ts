import { isWholeImage } from '@task-distributor/band';
import type { DispatchSplits } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import { inexactWarning } from '../inexact-warning.ts';
import type { DispatchPlan } from '../plans.ts';
import { surroundingsOfProcess } from '../surroundings.ts';

/** How the plan's bands are cut short while they run; null = they are not. */
export function splitsOf(
  { image, split }: DispatchPlan,
  costs: NonNullable<DispatchSplits['costs']>,
): DispatchSplits | null {
  const { scene, options, height } = image;
  const { cuts } = rendererFor(scene);
  if (!split || cuts.whyNot(options, surroundingsOfProcess()) !== null) return null;
  let isExact: boolean | undefined;
  return {
    costs,
    blockRows: cuts.blockRows(options, surroundingsOfProcess()),
    // A user who asks for one band gets the uncut image.
    mayCut: (rows) => !isWholeImage(rows, height) || (isExact ??= inexactWarning(scene, options) === null),
  };
}

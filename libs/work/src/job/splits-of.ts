import { type BlockWidths, type ImageCosts, isWholeImage } from '@task-distributor/band';
import type { Job } from '@task-distributor/lockfile';
import type { DispatchSplits, Worker } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import { inexactWarning } from '../inexact-warning.ts';
import type { DispatchPlan } from '../plans.ts';
import { foundBlocks } from './found-blocks.ts';
import { surroundingsOfProcess } from '../surroundings.ts';

/** What an image costs. @param blocks null = where the blocks of bands will lie is not known */
export type CostsOfImage = (blocks: BlockWidths | null) => ImageCosts;

/**
 * How the plan's bands are cut short while they run; null = they are not.
 * @param continued the job, if it goes on with what an earlier run has left
 */
export function splitsOf(
  { image, hosts, split }: DispatchPlan,
  worker: Worker,
  costs: Promise<CostsOfImage | null>,
  continued: Job | null = null,
): DispatchSplits | null {
  const { scene, options, width, height } = image;
  const surroundings = surroundingsOfProcess();
  const { cuts, states } = rendererFor(scene);
  if (!split || !worker.canBeCutShort || cuts.whyNot(options, surroundings) !== null) return null;
  // Workers would refuse.
  if (states?.canContinue({ scene, options }, surroundings) !== true) return null;
  const blockRows = cuts.blockRows(options, surroundings);
  const blockColumns = worker.help === null ? 1 : Math.ceil(width / blockRows);
  const grid = cuts.grid(options, surroundings);
  const layout = { blockRows, blockColumns, blocksWide: Math.max(1, width / blockRows), grid };
  // Otherwise, where the blocks of a band lie depends on its first row.
  const areInPlace = blockColumns > 1 && grid === blockRows;
  const areWeighted = hosts.listed.some(({ weight }) => weight !== null);
  let isExact: boolean | undefined;
  return {
    costs: costs.then((of) => of?.(areInPlace ? { width, size: blockRows } : null) ?? null),
    layout,
    mayShare: (helper, host) => worker.ofHosts?.mayShare?.(helper, host) ?? true,
    ...(areWeighted ? {} : { capacityOf: (host) => worker.ofHosts?.capacityOf(host) ?? null }),
    found: continued === null ? [] : foundBlocks(continued, layout),
    // A user who asks for one band gets the uncut image.
    mayCut: (rows) => !isWholeImage(rows, height) || (isExact ??= inexactWarning(scene, options) === null),
  };
}

import type { BlockWidths, ImageCosts } from '@task-distributor/band';
import { type CostMap, costOfRow } from './cost-map.ts';
import { costsOfBlocks } from './costs-of-blocks.ts';

/** What an image costs, by its rows and by its blocks. @param blocks null = where they lie is not known before bands are cut */
export function imageCosts(map: CostMap, blocks: BlockWidths | null): ImageCosts {
  const areKnown = blocks !== null && map.strips.every(({ columns }) => columns !== undefined);
  return {
    height: map.strips.at(-1)!.last,
    ofRow: costOfRow(map),
    ofBlocks: areKnown ? (rows) => costsOfBlocks(map, rows, blocks) : null,
  };
}

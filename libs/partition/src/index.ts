export { formatCostLines, parseCostLines } from './cost-lines.ts';
export { checkedCostMap, type CostMap, costOfRow, totalSeconds } from './cost-map.ts';
export { type BlockWidths, costsOfBlocks } from './costs-of-blocks.ts';
export { type ImageCosts, imageCosts } from './image-costs.ts';
export { checkPlan, partition, type PartitionPlan, planBands } from './partition.ts';

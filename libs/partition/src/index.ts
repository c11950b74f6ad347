export { formatCostLines, parseCostLines } from './cost-lines.ts';
export { checkedCostMap, type CostMap, costOfRow, totalSeconds } from './cost-map.ts';
export { costsOfBlocks } from './costs-of-blocks.ts';
export { imageCosts } from './image-costs.ts';
export { checkPlan, partition, type PartitionPlan, planBands } from './partition.ts';

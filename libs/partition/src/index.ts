export { formatCostLines, parseCostLines } from './cost-lines.ts';
export { checkedCostMap, type CostMap, costOfRow, totalSeconds } from './cost-map.ts';
export { checkPlan, partition, type PartitionPlan, planBands } from './partition.ts';

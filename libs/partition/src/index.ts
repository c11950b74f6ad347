export { defaultCut } from './cuts.ts';
export { checkPlan, partition, type PartitionPlan, planBands } from './partition.ts';

export type { Cut } from './cut.ts';
export { type CutName, cuts, defaultCut } from './cuts.ts';
export { checkPlan, partition, type PartitionPlan, planBands } from './partition.ts';
export { splitEvenly } from './split-evenly.ts';

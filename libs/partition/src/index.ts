export type { Cut } from './cut.ts';
export { type CutName, cuts } from './cuts.ts';
export { checkPlan, partition, type PartitionPlan } from './partition.ts';
export { splitEvenly } from './split-evenly.ts';

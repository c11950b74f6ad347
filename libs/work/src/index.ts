export type * from './plans.ts';
export { composeFiles, composeJob } from './compose/compose-job.ts';
export type { CostsOfImage } from './job/splits-of.ts';
export { type DispatchableJob, withDispatch } from './job/with-dispatch.ts';
export { type BandTarget } from './agent/publish-rows.ts';
export {
  checkBandsWithoutHosts,
  checkCanBeCut,
  checkFolderIsSeen,
  checkWorkerPlan,
  keepsFinishedBands,
} from './workers/check-worker-plan.ts';
export { workerKindNames } from './workers/workers.ts';
export { transferTestFor } from './agent/transfer/transfer-test-for.ts';
export { tunedRun } from './agent/tuning/run-tuning.ts';
export { BandWork, checkScene } from './agent/render-band.ts';
export { BlocksWork } from './agent/shared/render-blocks.ts';
export { probe, type ProbePlan } from './probe/probe.ts';
export type { ProbeResult } from './probe/estimate.ts';
export { type HostsProbePlan, type HostsProbeResult, probeOnHosts } from './probe/hosts/probe-on-hosts.ts';
export { probeRows } from './probe/probe-rows.ts';
export { inexactWarning } from './inexact-warning.ts';
export { surroundingsOfProcess } from './surroundings.ts';
export { dryRun } from './dry-run/dry-run.ts';
export type { OwnCheck } from './check/own-check.ts';
export { checkHosts, type CheckReport } from './check/check-hosts.ts';
export type { CheckPlan } from './check/check-plan.ts';
export {
  type Cell,
  type Column,
  columns,
  type Finding,
  type HostReport,
  isBad,
} from './check/host-report.ts';

import type { Takeover } from '@task-distributor/lockfile';
import { type ListedHost, type WorkerKind, workerKindOf } from '@task-distributor/remote';
import type { DispatchPlan } from '@task-distributor/work';

export type Way = DispatchPlan['hosts']['via'];

/** A DispatchPlan in one object, for what still takes it so. */
export interface DispatchRequest {
  width: number;
  height: number;
  folder: string;
  scene: string;
  povrayOptions: readonly string[];
  via: Way;
  hosts: readonly ListedHost[];
  worker: string | undefined;
  kind: WorkerKind;
  workerFolder: string;
  acceptNew: boolean;
  jobs: number | undefined;
  takeover: Takeover;
  join: boolean;
  resume: boolean;
  retries: number;
  reassign: boolean;
  timeoutSeconds: number | null;
  stallSeconds: number | null;
  joblog: string | undefined;
}

export function dispatchRequest(plan: DispatchPlan, joblog: string | null): DispatchRequest {
  const { image, hosts, worker, retry, job } = plan;
  const named = worker.kind ?? (worker.command === null ? 'ours' : workerKindOf(worker.command));
  const kind = named === 'ours' && worker.compat ? 'compat' : named;
  return {
    ...job,
    ...retry,
    width: image.width,
    height: image.height,
    scene: image.scene,
    povrayOptions: image.options,
    via: hosts.via,
    hosts: hosts.listed,
    acceptNew: hosts.acceptNew,
    jobs: hosts.jobs ?? undefined,
    worker: worker.command ?? undefined,
    workerFolder: worker.folder,
    kind,
    // Parts that are named after hosts would clash on another host.
    reassign: retry.reassign && kind === 'ours',
    joblog: joblog ?? undefined,
  };
}

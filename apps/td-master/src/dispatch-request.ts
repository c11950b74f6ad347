import type { Takeover } from '@task-distributor/lockfile';
import type { ListedHost, WorkerKind } from '@task-distributor/remote';

/** The ways to start a worker; auto: a band that names a host over SSH, one that names none on this machine. */
export const ways = ['local', 'ssh', 'openssh'] as const;
export type Way = (typeof ways)[number] | 'auto';

/** What td-dispatch, and td-master as well, needs to know to have bands rendered. */
export interface DispatchRequest {
  width: number;
  height: number;
  folder: string;
  scene: string;
  povrayOptions: readonly string[];
  via: Way;
  /** Hosts for bands that name none, or whose host has failed. */
  hosts: readonly ListedHost[];
  /** Command line of the worker; undefined = here the one that came with this command, elsewhere `td-worker`. */
  worker: string | undefined;
  kind: WorkerKind;
  /** Where the original's worker puts its part, whatever it is told. */
  workerFolder: string;
  acceptNew: boolean;
  /** How many workers at once; undefined = here the number of processors, elsewhere no limit. */
  jobs: number | undefined;
  takeover: Takeover;
  join: boolean;
  resume: boolean;
  retries: number;
  reassign: boolean;
  timeoutSeconds: number | null;
  stallSeconds: number | null;
  /** File for one JSON line an attempt. */
  joblog: string | undefined;
}

import type { HostAddress } from '../host-address.ts';
import type { ListedHost } from '../read-host-list.ts';
import type { Worker } from '../worker.ts';
import type { DispatchedJob } from './attempt-task.ts';

export interface DispatchOptions {
  readonly worker: Worker;
  readonly hosts: DispatchHosts;
  readonly retry: DispatchRetry;
  readonly job: DispatchedJob;
  /** Rows of the image. */
  readonly height: number;
}

export interface DispatchHosts {
  /** Hosts that may take bands which name none, or whose host has failed. */
  readonly listed: readonly ListedHost[];
  /** Who takes bands that name none, where no hosts are listed; null = nobody. */
  readonly home: ListedHost | null;
  /** Workers at the same time, on all hosts together. */
  readonly maxWorkers: number;
  /** Announces that a worker is about to be started on the host, so that connecting can begin. */
  prepare?(host: HostAddress): void;
}

export interface DispatchRetry {
  /** How often a band is tried again after its first attempt has failed. */
  readonly retries: number;
  /** Whether a band that names a host may be tried again on another one. */
  readonly reassign: boolean;
  /** How long line and part may take to show after a worker has exited 0 without a word; default 10 s. */
  readonly untilPartShowsMs?: number;
}

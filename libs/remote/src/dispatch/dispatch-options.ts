import type { HostAddress } from '../host-address.ts';
import type { ListedHost } from '../read-host-list.ts';
import type { Worker } from '../worker.ts';
import type { DispatchedJob } from './attempt-task.ts';

export interface DispatchOptions {
  readonly worker: Worker;
  readonly hosts: DispatchHosts;
  readonly retry: DispatchRetry;
  readonly job: DispatchedJob;
  /** The seconds of each row, once they are known; null = they are not. They show which running band would end last. */
  readonly costs?: Promise<((row: number) => number) | null>;
  /** Rows of the image. */
  readonly height: number;
}

export interface DispatchHosts {
  /** Hosts for bands that name none, or whose host has failed. */
  readonly listed: readonly ListedHost[];
  /** The host for bands that name none, if no hosts are listed; null = such bands are refused. */
  readonly home: ListedHost | null;
  /** Maximum number of workers at the same time, on all hosts together. */
  readonly maxWorkers: number;
  /** Called shortly before a worker is started on the host, so that connecting can begin. */
  prepare?(host: HostAddress): void;
}

export interface DispatchRetry {
  /** How many times a band is tried again after its first attempt has failed. */
  readonly retries: number;
  /** Whether a band that names a host may be retried on another host. */
  readonly reassign: boolean;
  /** How long to wait for line and part after a worker has exited 0 without a report; default 10 s. */
  readonly untilPartShowsMs?: number;
}

import type { ImageCosts, Rows } from '@task-distributor/band';
import type { HostAddress } from '../host-address.ts';
import type { ListedHost } from '../read-host-list.ts';
import type { Worker } from '../worker.ts';
import type { FoundBlocks } from './split/given-blocks.ts';
import type { BlockRows } from './split/paced-work.ts';
import type { DispatchedJob } from './attempt-task.ts';

export interface DispatchOptions {
  readonly worker: Worker;
  readonly hosts: DispatchHosts;
  readonly retry: DispatchRetry;
  readonly job: DispatchedJob;
  /** null, the default: no running band is cut short for an idle host. */
  readonly splits?: DispatchSplits | null;
  /** Rows of the image. */
  readonly height: number;
  readonly adviceOn?: AdviceOn;
}

/** What the renderer advises about a failure with this code; null = nothing. */
export type AdviceOn = (code: string) => string | null;

export interface DispatchHosts {
  /** Hosts for bands that name none, or whose host has failed. */
  readonly listed: readonly ListedHost[];
  /** The host for bands that name none, if no hosts are listed; null = such bands are refused. */
  readonly home: ListedHost | null;
  /** Maximum number of workers at the same time, on all hosts together. */
  readonly maxWorkers: number;
  /** Seconds in which none can be started, after which the run stops. Default: 15 */
  readonly longestShortageSeconds?: number;
  /** Called shortly before a worker is started on the host, so that connecting can begin. */
  prepare?(host: HostAddress): void;
}

export interface DispatchSplits {
  readonly layout: BlockRows;
  /** As soon as they are known; null = they are not. */
  readonly costs?: Promise<ImageCosts | null>;
  /** Blocks of bands that hosts had rendered for others in an earlier run of the job. */
  readonly found?: readonly FoundBlocks[];
  /** Whether one host can use blocks that another has rendered. Default: it can. */
  readonly mayShare?: (helper: HostAddress, host: HostAddress) => boolean;
  /** Processors that a host has; null = not known, or not yet. Missing if any host has a weight. */
  readonly capacityOf?: (host: HostAddress) => number | null;
  /** Whether the result is right if a band of these rows is cut. */
  mayCut(rows: Rows): boolean;
}

export interface DispatchRetry {
  /** How many times a band is tried again after its first attempt has failed. */
  readonly retries: number;
  /** Whether a band that names a host may be retried on another host. */
  readonly reassign: boolean;
  /** How long to wait for line and part after a worker has exited 0 without a report; default 10 s. */
  readonly untilPartShowsMs?: number;
}

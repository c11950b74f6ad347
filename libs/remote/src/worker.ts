import type { AttemptOutcome, Rows } from '@task-distributor/band';
import type { HostAddress } from './host-address.ts';

/** Takes a band from its start on a host to its published part. */
export interface Worker {
  readonly name: string;
  /** Why a host can have one band of a job only; null = it can have any number. */
  readonly onePerHost: string | null;
  /** File name of the part that it publishes for a band. */
  partName(rows: Rows, host: string): string;
  /**
   * One attempt at a band: `started` once the worker runs, `running` as it gets on, and one `exited` at the end. However it
   * ends, what it had started has ended before, or does not answer.
   * @throws the signal's reason when it is aborted
   */
  attempt(rows: Rows, host: HostAddress, signal: AbortSignal): AsyncIterable<WorkerEvent>;
}

export type WorkerEvent = WorkerStarted | WorkerRunning | WorkerExited;

export interface WorkerStarted {
  readonly state: 'started';
}

export interface WorkerRunning {
  readonly state: 'running';
  readonly percent: number;
}

export interface WorkerExited {
  readonly state: 'exited';
  /** The worker said that it has published its part. Otherwise line and part tell. */
  readonly published: boolean;
  /** `E_TIMEOUT` where a time limit ended it. */
  readonly code?: string;
  readonly outcome: AttemptOutcome;
}

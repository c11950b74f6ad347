import type { AttemptOutcome, Rows, Shortage } from '@task-distributor/band';
import type { HostAddress } from './host-address.ts';

/** Takes a band from its start on a host to its published part. */
export interface Worker {
  readonly name: string;
  /** Why a host can have one band of a job only; null = it can have any number. */
  readonly onePerHost: string | null;
  /** Whether a band of it that runs can be cut short. */
  readonly canBeCutShort: boolean;
  /** File name of the part that it publishes for a band. */
  partName(rows: Rows, host: string): string;
  /**
   * One attempt at a band. However it ends, what it had started has ended before, or does not answer.
   * @throws the signal's reason when it is aborted
   */
  attempt(
    rows: Rows,
    host: HostAddress,
    observer: AttemptObserver,
    signal: AbortSignal,
  ): Promise<AttemptResult>;
}

export interface AttemptObserver {
  /** The worker runs. Called once, unless the attempt fails before. */
  started(running: RunningAttempt): void;
  progressed(progress: AttemptProgress): void;
  /** The worker's answer to `cutShort`: the rows that the band keeps. Its present rows = it goes on with all of them. */
  split(kept: Rows): void;
}

export interface RunningAttempt {
  /** Asks the worker to end after this row; null = it cannot. */
  readonly cutShort: ((last: number) => void) | null;
}

export interface AttemptProgress {
  /** How much of the region is rendered. */
  readonly percent: number;
  /** The last of the rows that are finished from the first one on; null = not reported. */
  readonly lastRow: number | null;
}

export interface AttemptResult extends AttemptOutcome {
  /** The worker has reported that its part is published. Otherwise, the lockfile's line and the part show it. */
  readonly published: boolean;
  /** No attempt could be made because a machine has too little of something at the moment. */
  readonly shortage?: Shortage;
}

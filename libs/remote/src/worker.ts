import type { AttemptOutcome, Rows, Shortage } from '@task-distributor/band';
import type { HostAddress } from './host-address.ts';

/** Takes a band from its start on a host to its published part. */
export interface Worker {
  readonly name: string;
  /** Why a host can have one band of a job only; null = it can have any number. */
  readonly onePerHost: string | null;
  /** Whether a band of it that runs can be cut short. */
  readonly canBeCutShort: boolean;
  /**
   * Renders blocks for an attempt that runs on another host; null = it cannot.
   * @param rows of the band of that attempt
   */
  readonly help: ((rows: Rows, blocks: Blocks, ...rest: AttemptArguments) => Promise<AttemptResult>) | null;
  /** What it knows of hosts. */
  readonly ofHosts?: KnownOfHosts;
  /** Gets ready what attempts on a host need there. Never throws: the attempts throw the errors. */
  prepare?(host: HostAddress): void;
  /** File name of the part that it publishes for a band. */
  partName(rows: Rows, host: string): string;
  /**
   * One attempt at a band. However it ends, what it had started has ended before, or does not answer.
   * @throws the signal's reason when it is aborted
   */
  attempt(rows: Rows, ...rest: AttemptArguments): Promise<AttemptResult>;
}

export interface KnownOfHosts {
  /** Whether one host can use blocks that another has rendered. Default: it can. */
  mayShare?(helper: HostAddress, host: HostAddress): boolean;
  /** Processors that a host has for a worker, perhaps a fraction of one; null = not known, or not yet. */
  capacityOf(host: HostAddress): number | null;
}

export type AttemptArguments = [host: HostAddress, observer: AttemptObserver, signal: AbortSignal];

/** Blocks of the region that is rendered for a band, counted from 1, row by row; both ends included, all in one row of blocks. */
export interface Blocks {
  readonly first: number;
  readonly last: number;
}

export interface AttemptObserver {
  /** The worker runs. Called once, unless the attempt fails before. */
  started(running: RunningAttempt): void;
  progressed(progress: AttemptProgress): void;
  /** The worker's answer to `cutShort`: the rows that the band keeps. Its present rows = it goes on with all of them. */
  split(kept: Rows): void;
}

export interface RunningAttempt {
  /** Asks the worker to end after this row or, if it renders blocks for another, after this block; null = it cannot. */
  readonly cutShort: ((last: number) => void) | null;
  /** Tells the worker that others have finished blocks of its band; null = it cannot use them. */
  readonly blocksCame: ((blocks: Blocks) => void) | null;
}

export interface AttemptProgress {
  /** How much of the region is rendered. */
  readonly percent: number;
  /** The last of the rows that are finished from the first one on; null = not reported. */
  readonly lastRow: number | null;
  /** Whether a band that is cut short or shared ends as soon as its rows are finished; otherwise, that takes another launch. */
  readonly isDirect?: boolean;
}

export interface AttemptResult extends AttemptOutcome {
  /** The worker has reported that its part is published. Otherwise, the lockfile's line and the part show it. */
  readonly published: boolean;
  /** No attempt could be made because a machine has too little of something at the moment. */
  readonly shortage?: Shortage;
}

import type { AttemptEnded, BlocksEnded, BlocksStarted } from './attempt-event.ts';
import type { Band } from './band.ts';
import type { HostChanged, HostsListed, SpeedsMeasured } from './host-event.ts';
import type { Rows } from './rows.ts';
import type { Shortage } from './shortage.ts';

/**
 * An event of a job. Every stage passes the stream of events on, and observers watch it. Between two commands, only bands are
 * passed on; all other events stay within the process.
 */
export type JobEvent =
  | Band
  | JobOpened
  | HostsListed
  | JobPlanned
  | CostsEstimated
  | BandQueued
  | AttemptEnded
  | BlocksStarted
  | BlocksEnded
  | HostChanged
  | WorkersLimited
  | SpeedsMeasured
  | LineFound
  | ImageComposed
  | JobStopped
  | JobClosed;

/** The folder has a lockfile of this job. */
export interface JobOpened {
  readonly type: 'opened';
  readonly job: string;
  /** As given by the user. */
  readonly folder: string;
  /** Path of the lockfile, in that folder. */
  readonly lockfile: string;
  /** Pixels of the image. */
  readonly width: number;
  readonly height: number;
  /** Path of the scene, as given by the user. */
  readonly scene?: string;
}

/** How td-master has cut the image, and how long it expects the job to take from here on. */
export interface JobPlanned {
  readonly type: 'planned';
  /** `even` or `cost`. */
  readonly cut: string;
  readonly bands: number;
  /** Listed ones; 0 = this machine. */
  readonly hosts: number;
  /** null = not estimated. */
  readonly expectedSeconds: number | null;
  /** For bands of equal rows. */
  readonly evenSeconds: number | null;
  /** Whether hosts get work in proportion to their speeds in earlier jobs. Missing = no. */
  readonly areSpeedsKnown?: boolean;
}

/** What the rows of the image are estimated to cost, if that is known: at the start or later, once or again. */
export interface CostsEstimated {
  readonly type: 'costs';
  /** They cover all rows once, from the top to the bottom. */
  readonly strips: readonly RowsCost[];
}

/** Seconds of one processor for these rows together. */
export interface RowsCost extends Rows {
  readonly seconds: number;
}

/** A band has been taken in, and waits for its first attempt. */
export interface BandQueued {
  readonly type: 'queued';
  readonly band: Band;
}

/** A machine has too little of something: for a while, fewer workers than the user allows run at the same time. */
export interface WorkersLimited {
  readonly type: 'limited';
  readonly shortage: Shortage;
  readonly workers: number;
}

/** The lockfile contains the line that finishes a band. This event precedes the `done` of the band. */
export interface LineFound {
  readonly type: 'line';
  readonly band: Band;
  /** The host that the line names. */
  readonly host: string;
  /** The whole line, without its newline. */
  readonly text: string;
}

/** The image has been written under its name. */
export interface ImageComposed {
  readonly type: 'composed';
  readonly output: string;
  readonly width: number;
  readonly height: number;
  /** Paths of the parts, in row order. */
  readonly parts: readonly string[];
  /** How many jobs their marks name. */
  readonly jobs: number;
}

/** The command was stopped before the job was done, and can be continued. Only the log says this. */
export interface JobStopped {
  readonly type: 'stopped';
  /** `interrupted` */
  readonly reason: string;
}

/** Lockfile, job file and parts have been removed, as far as the system allows it. */
export interface JobClosed {
  readonly type: 'closed';
  /** As given by the user. */
  readonly folder: string;
  /** Path of the lockfile, in that folder. */
  readonly lockfile: string;
  readonly kept: KeptFiles | null;
}

/** Files of a job that this user may not remove, such as other users' in a sticky folder. */
export interface KeptFiles {
  readonly names: readonly string[];
  /** Whether the lockfile is one of them. */
  readonly lockfile: boolean;
  /** Whether a part is one of them. */
  readonly parts: boolean;
  /** The system's words about the first of them. */
  readonly reason: string;
}

export function isBand(event: JobEvent): event is Band {
  return !('type' in event);
}

/** The bands of a stream of events. */
export async function* bandsOf(events: AsyncIterable<JobEvent>): AsyncGenerator<Band> {
  for await (const event of events) if (isBand(event)) yield event;
}

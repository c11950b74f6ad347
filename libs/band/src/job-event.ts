import type { Band } from './band.ts';
import type { Rows } from './rows.ts';

/**
 * What happens in a job, as one stream that every stage passes on and observers watch. Between two commands goes only the
 * band; everything else stays within the process.
 */
export type JobEvent = Band | JobOpened | AttemptEnded | HostChanged | LineFound | ImageComposed | JobClosed;

/** The folder has a lockfile of this job. */
export interface JobOpened {
  readonly type: 'opened';
  readonly job: string;
  /** As the user gives it. */
  readonly folder: string;
  /** Pixels of the image. */
  readonly width: number;
  readonly height: number;
}

/** One attempt at a band has ended, well or not. */
export interface AttemptEnded {
  readonly type: 'attempt';
  readonly rows: Rows;
  /** `[user@]name[:port]`. */
  readonly host: string;
  /** 1 for a band's first. */
  readonly attempt: number;
  /** How many the band may have. */
  readonly attempts: number;
  readonly start: Date;
  readonly end: Date;
  readonly outcome: AttemptOutcome;
}

export interface AttemptOutcome {
  /** Why it failed; null = it did not. */
  readonly reason: string | null;
  /** The band is not tried again. */
  readonly isFinal: boolean;
  /** The worker's; null = none is known. */
  readonly exitCode: number | null;
  readonly report: RenderReport;
}

/** What a worker reports of a band that it has rendered; null = it did not say. */
export interface RenderReport {
  /** Size of the part. */
  readonly bytes: number | null;
  readonly parseSeconds: number | null;
  readonly traceSeconds: number | null;
}

/** A host has failed too often in a row, and gets nothing more that another host could take. */
export interface HostChanged {
  readonly type: 'host';
  readonly host: string;
  readonly status: 'quarantined';
}

/** The lockfile has the line that finishes a band. Comes just before the band is `done`. */
export interface LineFound {
  readonly type: 'line';
  readonly band: Band;
  /** The host that the line names. */
  readonly host: string;
  /** The whole line, without its newline. */
  readonly text: string;
}

/** The image stands under its name. */
export interface ImageComposed {
  readonly type: 'composed';
  readonly output: string;
  readonly width: number;
  readonly height: number;
  /** Paths of the parts, in row order. */
  readonly parts: readonly string[];
}

/** Lockfile, job file and parts have been removed. */
export interface JobClosed {
  readonly type: 'closed';
  readonly folder: string;
}

export function isBand(event: JobEvent): event is Band {
  return !('type' in event);
}

/** The bands of a stream of events. */
export async function* bandsOf(events: AsyncIterable<JobEvent>): AsyncGenerator<Band> {
  for await (const event of events) if (isBand(event)) yield event;
}

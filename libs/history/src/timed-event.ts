import type { JobEvent } from '@task-distributor/band';

/** An event of a job, and when it was seen: milliseconds since the epoch. */
export interface TimedEvent {
  readonly at: number;
  readonly event: JobEvent;
}

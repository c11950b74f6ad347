import type { JobState } from './job-state.ts';

/** Seconds until the image is there. */
export interface Remaining {
  readonly least: number;
  readonly most: number;
}

/**
 * How long the job will still take, from the estimate of what rows cost and from what hosts have done so far.
 * @param now in ms since the epoch
 * @returns null = nothing is known yet, no host is left, or the job has ended
 */
export function remaining(state: JobState, now: number): Remaining | null {
  return state.ended === null ? state.estimator.at(now) : null;
}

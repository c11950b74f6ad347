import type { Rows } from '@task-distributor/band';

/** One run of a job, as far as it is known. */
export interface Run {
  /** What it was read from: a file or a folder. */
  readonly name: string;
  readonly image: ImageFacts;
  readonly hosts: RunHosts;
  readonly phases: Phases;
  /** As they were recorded. */
  readonly spells: readonly Spell[];
  /** The parallel part; null = not known. */
  readonly span: Span | null;
  readonly plan: PlanFacts | null;
  readonly state: RunState;
}

export interface ImageFacts {
  /** null = not known. */
  readonly width: number | null;
  readonly height: number | null;
  readonly scene: string | null;
}

export interface RunHosts {
  /** Listed ones, and those that have worked. */
  readonly names: readonly string[];
  /** How many the run had; this machine alone counts as one. */
  readonly count: number;
}

/**
 * `whole`: all rows were rendered in it. `resumed`: all rows are there, but not from this run alone. `unfinished`: rows are
 * missing. `unknown`: it is not known which rows there are.
 */
export type RunState = 'whole' | 'resumed' | 'unfinished' | 'unknown';

/** The three parts of a run that the original measures, in seconds; null = not known. */
export interface Phases {
  /** Until the job is open. */
  readonly first: number | null;
  /** Until the last band is there. */
  readonly parallel: number | null;
  /** Until the image is written, and the folder is cleaned up. */
  readonly second: number | null;
}

/** Milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A stretch of work of one host. */
export interface Spell {
  readonly host: string;
  readonly kind: 'attempt' | 'blocks';
  /** null = the whole image, or not known. */
  readonly rows: Rows | null;
  /** Milliseconds since the epoch; null = not known. */
  readonly from: number | null;
  readonly to: number;
  /** Why it failed; null = it did not. */
  readonly reason: string | null;
  /** 1 for the first attempt at a band; 1 for blocks. */
  readonly attempt: number;
  /** For people: which blocks; that the band was cut short, and which rows it had before. */
  readonly note: string | null;
}

/** What was expected of a run, in seconds from the cut on. */
export interface PlanFacts {
  readonly cut: string;
  readonly bands: number;
  readonly expected: number | null;
  /** For bands of equal rows. */
  readonly even: number | null;
  /** What it took; null = there is no image. */
  readonly took: number | null;
}

/** Seconds of the whole run; null = not known. */
export function secondsOf({ phases: { first, parallel, second } }: Run): number | null {
  return parallel === null ? null : (first ?? 0) + parallel + (second ?? 0);
}

/** `800x600`, `800x600 blob.pov`; the size is `?` where it is not known. */
export function describeImage({ width, height, scene }: ImageFacts): string {
  const size = width === null && height === null ? 'image' : `${width ?? '?'}x${height ?? '?'}`;
  return scene === null ? size : `${size} ${scene}`;
}

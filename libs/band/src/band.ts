import type { Rows } from './rows.ts';

/**
 * The state of a band:
 * `-` not yet started; `started` a worker runs; `running` with percent; `split` it was cut short, and two bands take its place;
 * `ended` the worker has succeeded;
 * `done` its line is in the lockfile and its part is in the job folder; `failed` for good.
 */
export const bandStates = ['-', 'started', 'running', 'split', 'ended', 'done', 'failed'] as const;
export type BandState = (typeof bandStates)[number];

/**
 * One record about one band: one line between two commands.
 * The rows identify the band: a later record about the same rows replaces an earlier one.
 */
export interface Band {
  /** First row, 1-based; null if only the host is known (td-wait with host names). */
  readonly first: number | null;
  /** Last row, inclusive; null exactly when `first` is. */
  readonly last: number | null;
  /** `[user@]name[:port]`; null = any host; td-dispatch chooses one. */
  readonly host: string | null;
  readonly state: BandState;
  /** Percent for `running`, the rows that are kept for `split`, the part's path for `done`, the reason for `failed`. */
  readonly info: string | null;
  /** Kind of failure, if programs need to know it: `E_TIMEOUT` = a time limit, `E_ALIKE` = all hosts failed alike, `E_CHANGED` = a file that the job reads has changed. */
  readonly code?: string;
}

export function rowsOf(band: Band): Rows | null {
  return band.first === null || band.last === null ? null : { first: band.first, last: band.last };
}

/** Identifies a band within a job: its rows, `1-300`, or its host if it has no rows. */
export function bandKey(band: Pick<Band, 'first' | 'last' | 'host'>): string {
  return band.first === null ? `host ${band.host}` : `${band.first}-${band.last}`;
}

/** A band in messages: `pi111 rows 151-300`, `rows 151-300`, `pi111`. */
export function describeBand(band: Pick<Band, 'first' | 'last' | 'host'>): string {
  const rows = band.first === null ? [] : [`rows ${band.first}-${band.last}`];
  return [...(band.host === null ? [] : [band.host]), ...rows].join(' ') || 'a band of no rows and no host';
}

import type { Rows } from '@task-distributor/band';

/**
 * `waiting` for a host; `rendering` in its first attempt; `retrying`: an attempt has failed, and the next one runs (on `host`) or has to wait
 * (no host); `sending`: it is rendered, and its part or its line is on the way; `done`; `failed` for good.
 */
export type BandPhase = 'waiting' | 'rendering' | 'retrying' | 'sending' | 'done' | 'failed';

export interface BandState {
  /** null = only its host is known. */
  readonly rows: Rows | null;
  /** The one that has it or has rendered it; null = none. */
  readonly host: string | null;
  readonly phase: BandPhase;
  /** Of its rows that are rendered. */
  readonly percent: number;
  /** 1 for the first one; 0 before it. */
  readonly attempt: number;
  /** When it came into this phase, in ms since the epoch. */
  readonly since: number;
}

/** The state of a band, as it changes. */
export class TrackedBand implements BandState {
  readonly rows: Rows | null;
  host: string | null = null;
  phase: BandPhase = 'waiting';
  percent = 0;
  attempt = 0;
  since: number;
  /** When its attempt began to report progress; null = it has not. */
  tracedFrom: number | null = null;
  /** When its attempt began. */
  startedAt = 0;
  /** When its percentage has changed. */
  progressedAt = 0;

  constructor(rows: Rows | null, at: number) {
    this.rows = rows;
    this.since = at;
  }

  get rowCount(): number {
    return this.rows === null ? 0 : this.rows.last - this.rows.first + 1;
  }

  /** Last row that counts as finished: with a fraction, and the row before the first one if there is none. */
  get reached(): number {
    return this.rows === null ? 0 : this.rows.first - 1 + (this.percent / 100) * this.rowCount;
  }

  /** Whether an attempt at it runs. */
  get isRunning(): boolean {
    return this.phase === 'rendering' || (this.phase === 'retrying' && this.host !== null);
  }

  get isOver(): boolean {
    return this.phase === 'done' || this.phase === 'failed';
  }

  goTo(phase: BandPhase, at: number): void {
    if (this.phase !== phase) this.since = at;
    this.phase = phase;
  }
}

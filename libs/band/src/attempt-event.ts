import type { Rows } from './rows.ts';

/** One attempt at a band has succeeded or failed. */
export interface AttemptEnded {
  readonly type: 'attempt';
  /** If it was cut short, those that it has kept. */
  readonly rows: Rows;
  /** `[user@]name[:port]`. */
  readonly host: string;
  /** 1 for the first attempt at a band. */
  readonly attempt: number;
  /** Maximum number of attempts at the band. */
  readonly attempts: number;
  readonly start: Date;
  readonly end: Date;
  readonly outcome: AttemptOutcome;
}

export interface AttemptOutcome {
  /** Why it failed; null = it succeeded. */
  readonly reason: string | null;
  /** The band is not tried again. */
  readonly isFinal: boolean;
  /** Kind of failure, if it is known. */
  readonly code?: string | undefined;
  /** Exit code of the worker; null = unknown. */
  readonly exitCode: number | null;
  /** How the host was reached. */
  readonly way?: Way | undefined;
  readonly report: RenderReport;
  /** The rows that it began with, if it was cut short. */
  readonly cutFrom?: Rows | null;
}

/** A host begins to render blocks of a band for the worker that renders the band. */
export interface BlocksStarted {
  readonly type: 'blocks-started';
  /** The band. */
  readonly rows: Rows;
  /** As in `BlocksEnded`; the host may end with fewer. */
  readonly blocks: { readonly first: number; readonly last: number };
  readonly host: string;
}

/** A host has rendered blocks of a band for the worker that renders the band, or has failed to. */
export interface BlocksEnded {
  readonly type: 'blocks';
  /** The band. */
  readonly rows: Rows;
  /** Numbers of the blocks in the region that is rendered for the band: from 1 on, row by row, both ends included. */
  readonly blocks: { readonly first: number; readonly last: number };
  readonly host: string;
  readonly start: Date;
  readonly end: Date;
  /** Why it has not rendered them; null = they are in the job folder. */
  readonly reason: string | null;
  readonly report: RenderReport;
}

/** How a host is reached. */
export interface Way {
  /** `local`, `ssh`, `openssh` */
  readonly name: string;
  /** Why it is not the usual one; null = it is. */
  readonly reason: string | null;
}

/** The worker's report about a band that it has rendered; null = not reported. */
export interface RenderReport {
  /** Size of the part. */
  readonly bytes: number | null;
  readonly parseSeconds: number | null;
  readonly traceSeconds: number | null;
  /** From the start of the worker to its first pixels. */
  readonly launchSeconds?: number | null;
  /** Share of the rows that an earlier attempt had rendered. */
  readonly continued?: number | null;
}

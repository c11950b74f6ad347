// What the page shows. The server sends each of these parts again when it has changed.

export interface Snapshot {
  readonly job: ShownJob;
  readonly progress: ShownProgress;
  readonly bands: readonly ShownBand[];
  readonly hosts: readonly ShownHost[];
  /** The newest first. */
  readonly log: readonly ShownLine[];
  readonly pictures: ShownPictures;
}

/**
 * `waiting`: there is no job yet; `open`: there is a lockfile, and nothing says whether anybody works on it; `stopped`: its master
 * has given up; `abandoned`: its master is gone.
 */
export type Phase = 'waiting' | 'open' | 'running' | 'finished' | 'stopped' | 'abandoned';

export interface ShownJob {
  /** Another job has another one. */
  readonly id: string;
  readonly phase: Phase;
  /** Name of the scene's file, or what stands for it. */
  readonly title: string;
  readonly folder: string;
  /** Pixels; null = not known yet. */
  readonly image: Size | null;
  /** The small picture. */
  readonly small: Size | null;
  /** What the user should know about how much can be shown. */
  readonly note: string | null;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface ShownProgress {
  /** null = nobody says how many parts there will be. */
  readonly percent: number | null;
  readonly bands: number;
  readonly bandsDone: number;
  readonly bandsFailed: number;
  /** In ms since the epoch. As if the job had been opened later, by the time that it has not run since. */
  readonly opened: number | null;
  readonly ended: number | null;
  /** `2 to 5 min`. */
  readonly remaining: string | null;
}

export interface ShownBand {
  readonly first: number;
  readonly last: number;
  readonly host: string | null;
  readonly phase: string;
  readonly percent: number;
}

export interface ShownHost {
  readonly name: string;
  readonly phase: string;
  readonly rowsDone: number;
  readonly rowsPerSecond: number | null;
  readonly spells: readonly ShownSpell[];
}

/** A stretch of work. Times are in ms since the epoch. */
export interface ShownSpell {
  readonly first: number;
  readonly last: number;
  readonly kind: 'attempt' | 'blocks';
  readonly attempt: number;
  readonly from: number;
  /** null = it goes on. */
  readonly to: number | null;
  readonly outcome: 'running' | 'done' | 'failed' | 'split' | 'stopped';
  readonly reason: string | null;
}

export interface ShownLine {
  readonly at: number;
  readonly text: string;
  readonly kind: 'plain' | 'good' | 'bad';
}

export interface ShownPictures {
  /** Changes with the picture; null = there is none. */
  readonly probe: string | null;
  readonly previews: readonly ShownPreview[];
}

export interface ShownPreview {
  /** Rows of the image. */
  readonly first: number;
  readonly last: number;
  /** Changes with the picture. */
  readonly version: string;
}

/** All that a page shows that is kept in a file. Pictures are data: URLs. */
export interface Kept {
  readonly at: number;
  readonly snapshot: Snapshot;
  readonly rows: readonly KeptRows[];
  readonly probe: string | null;
  /** By their rows: `1-150`. */
  readonly previews: Readonly<Record<string, string>>;
}

/** Rows of the small picture. */
export interface KeptRows {
  readonly first: number;
  readonly last: number;
  readonly url: string;
}

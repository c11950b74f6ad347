import type { Rows } from '@task-distributor/band';
import type { Snapshot } from '../snapshot.ts';

/** What the server shows: it changes as the job does. */
export interface Shown {
  readonly snapshot: Snapshot;
  /** Rows of the small picture that it has, from 1 on. */
  readonly painted: readonly Rows[];
  /** Those rows as a PNG; null = the small picture does not have so many. */
  rows(rows: Rows): Buffer | null;
  /** The preview of these rows of the image as a PNG. */
  preview(rows: Rows): Buffer | null;
  probe(): Buffer | null;
  /** @returns a function that stops it */
  follow(follower: Follower): () => void;
}

export interface Follower {
  /** The snapshot has changed. */
  changed(): void;
  /** Rows of the small picture have changed. */
  painted(rows: Rows): void;
}

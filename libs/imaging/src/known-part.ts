import type { Rows } from '@task-distributor/band';
import type { PartFacts } from './inspect-part.ts';

/** A part of the image that is being composed. */
export interface KnownPart {
  /** Rows of the whole image. */
  readonly rows: Rows;
  readonly path: string;
  readonly facts: PartFacts;
}

export function byRows(a: KnownPart, b: KnownPart): number {
  return a.rows.first - b.rows.first;
}

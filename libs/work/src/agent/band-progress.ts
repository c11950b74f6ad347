import type { Rows } from '@task-distributor/band';
import type { Rendering, RenderProgress } from '@task-distributor/render';
import type { StateFollower } from './state/state-follower.ts';

/** What there is to say about a band while it is rendered. */
export interface BandProgress extends RenderProgress {
  /** The last of the rows that are finished from the first on; null = not known, or none. */
  readonly lastRow: number | null;
}

/** The progress of a run that has just begun; it has reported nothing yet. */
export function begun({ progress, blocks }: Rendering): RenderProgress {
  return progress.total > 0 ? progress : { ...progress, total: blocks.pixels };
}

/** @param rows of the band; the renderer may render more */
export function bandProgress(
  progress: RenderProgress,
  rows: Rows,
  state: StateFollower | null,
): BandProgress {
  if (state === null || !state.isUsable) return { ...progress, lastRow: null };
  const { finished } = state;
  const { region } = finished.layout;
  const reached = Math.min(finished.lastRow, rows.last);
  const lastRow = reached < rows.first ? null : reached;
  // The rows below are no longer the band's.
  const isCut = rows.last < region.last && progress.total > 0;
  const share = { done: finished.shareTo(rows.last) * progress.total, total: progress.total };
  return { ...progress, ...(isCut ? share : {}), lastRow };
}

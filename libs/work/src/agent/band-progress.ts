import type { Rows } from '@task-distributor/band';
import type { BlockLayout, Rendering, RenderProgress } from '@task-distributor/render';

/** What there is to say about a band while it is rendered. */
export interface BandProgress extends RenderProgress {
  /** The last of the rows that are finished from the first on; null = not known, or none. */
  readonly lastRow: number | null;
  /** Whether the band can end as soon as its rows are finished, without another launch. */
  readonly isDirect?: boolean;
}

/** The progress of a run that has just begun; it has reported nothing yet. */
export function begun({ progress, blocks }: Rendering): RenderProgress {
  return progress.total > 0 ? progress : { ...progress, total: blocks.pixels };
}

/** What is known of the finished blocks of a region. */
export interface KnownBlocks {
  readonly layout: BlockLayout;
  /** The last row of those in the image that are finished from the top of the region on; 0 = none. */
  readonly lastRow: number;
  /** The share of the region down to a row that is finished. */
  shareTo(last: number): number;
}

/** @param rows of the band; the renderer may render more @param finished null = not known */
export function bandProgress(
  progress: RenderProgress,
  rows: Rows,
  finished: KnownBlocks | null,
  isDirect = false,
): BandProgress {
  if (finished === null) return { ...progress, lastRow: null };
  const { region } = finished.layout;
  const reached = Math.min(finished.lastRow, rows.last);
  const lastRow = reached < rows.first ? null : reached;
  // The rows below are no longer the band's.
  const isCut = rows.last < region.last && progress.total > 0;
  const share = { done: finished.shareTo(rows.last) * progress.total, total: progress.total };
  return { ...progress, ...(isCut ? share : {}), lastRow, isDirect };
}

import type { Rows } from '@task-distributor/band';
import type { RowsOfImage } from '@task-distributor/imaging';
import type { RenderPlan } from '../render-plan.ts';
import type { StartedRender } from '../start-render.ts';
import { holdsRows, linesOfBlocks } from './lines-of-blocks.ts';

/**
 * The rows of a band, from the blocks that its run and others have finished.
 * @returns null = some are missing, or only the renderer can make samples of them
 */
export function rowsOfRun(run: StartedRender, rows: Rows, plan: RenderPlan): RowsOfImage | null {
  const transfer = plan.transfer?.of(run.rendering) ?? null;
  const { state, rendering } = run;
  // A script around the renderer may have turned anti-aliasing on.
  if (transfer === null || state === null || rendering.verdict !== 'right') return null;
  state.poll();
  if (!state.isUsable) return null;
  const { layout, lastRow } = state.finished;
  const others = plan.blocksOfOthers()?.records ?? new Map();
  if (others.size === 0 && lastRow < rows.last) return null;
  const blocks = { layout, records: new Map([...others, ...state.records]), rows };
  if (!holdsRows(blocks)) return null;
  const { head, table } = transfer;
  const size = { width: layout.width, height: rows.last - rows.first + 1 };
  return {
    head: { ...head, header: { ...head.header, ...size } },
    lines: linesOfBlocks(blocks, plan.states!, table),
  };
}

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Rows } from '@task-distributor/band';
import type { BlockLayout } from '@task-distributor/render';
import { type StateRecords, writeState } from '../kept/write-state.ts';
import { createRenderFolder } from '../render-folder.ts';
import type { RenderPlan } from '../render-plan.ts';
import type { StartedRender } from '../start-render.ts';
import type { NextRun } from './hand-over.ts';

/**
 * Ends a run, so that another one goes on with its blocks and those that others have finished.
 * @param records the blocks of others
 * @returns what gives the next run; null = there can be none, and the present run goes on
 */
export function goOnWithOthers(
  run: StartedRender,
  { rows, records }: { readonly rows: Rows; readonly records: StateRecords },
  plan: RenderPlan,
): (() => Promise<NextRun>) | null {
  const { state, process } = run;
  if (state === null || !state.isUsable) return null;
  let folder: string | null = null;
  try {
    const { command, blocks } = plan.rendering(rows, []);
    if (!isSameGrid(blocks, run.rendering.blocks, rows)) return null;
    folder = createRenderFolder(command.contents);
    const all = new Map([...within(blocks, records), ...within(blocks, state.records)]);
    const given = writeState(join(folder, command.output!.state), plan.states!, all);
    const next = { rendering: plan.rendering(rows, given), folder };
    process.kill();
    return () => process.ended.then(() => next);
  } catch {
    // A full disk, for example.
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
    return null;
  }
}

/** A script around the renderer may have turned anti-aliasing on; then the run has another region than was planned. */
function isSameGrid({ region }: BlockLayout, ran: BlockLayout, rows: Rows): boolean {
  return region.first === ran.region.first && (region.last === ran.region.last || region.last === rows.last);
}

function within(layout: BlockLayout, records: StateRecords): StateRecords {
  return new Map([...records].filter(([id]) => id < layout.count));
}

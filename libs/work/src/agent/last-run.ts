import { type Rows, withPatience } from '@task-distributor/band';
import type { RowsOfImage } from '@task-distributor/imaging';
import type { RenderPlan } from './render-plan.ts';
import type { ReadyImage } from './running-render.ts';
import type { StartedRender } from './start-render.ts';
import type { NextRun } from './state/hand-over.ts';
import { rowsOfRun } from './transfer/rows-of-run.ts';

/** What comes instead of the image of a run: another run, or rows made of the blocks. */
export type Successor = (() => Promise<NextRun>) | RowsOfImage;

/** The run whose image, or whose blocks, are the band's. */
export interface LastRun extends Pick<StartedRender, 'image' | 'finished'>, Pick<ReadyImage, 'lines'> {
  /** Gives the renderer up. Resolves when this process may end. */
  release(): Promise<void>;
}

/** A run that has rendered everything. The renderer now writes the image. Making the rows from the blocks can be faster. */
export function wholeRun(run: StartedRender, rows: Rows, plan: RenderPlan): LastRun {
  const { image, finished, process } = run;
  const lines = rowsOfRun(run, rows, plan);
  if (lines !== null) return { ...endedRun(run, lines), finished };
  return { image, finished, lines, release: () => Promise.resolve(process.release()) };
}

/** Ends a run when all rows of the band are finished: nobody needs its image. */
export function endedRun({ image, process, rendering }: StartedRender, lines: RowsOfImage): LastRun {
  process.kill();
  const finished = Promise.resolve({ ...rendering.progress, traceSeconds: 0 });
  const release = async (): Promise<void> => {
    // Its folder is removed then.
    if ((await withPatience(process.ended, untilReleaseMs)) === null) process.release();
  };
  return { image, finished, lines, release };
}

const untilReleaseMs = 2_000;

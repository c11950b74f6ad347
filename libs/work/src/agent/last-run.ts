import type { Rows } from '@task-distributor/band';
import type { RowsOfImage } from '@task-distributor/imaging';
import type { RenderPlan } from './render-plan.ts';
import type { ReadyImage } from './running-render.ts';
import type { StartedRender } from './start-render.ts';
import type { NextRun } from './state/hand-over.ts';
import { rowsOfRun } from './transfer/rows-of-run.ts';

/** What comes instead of the image of a run: another run, or rows made of the blocks. */
export type Instead = (() => Promise<NextRun>) | RowsOfImage;

/** The run whose image, or whose blocks, are the band's. */
export interface LastRun extends Pick<StartedRender, 'image' | 'finished'>, Pick<ReadyImage, 'lines'> {
  /** Lets this process end before the renderer does. Resolves when this process may end. */
  release(): Promise<void>;
}

/** A run that has rendered everything. The renderer now begins to write the image, which can take longer than to make its rows of the blocks. */
export function wholeRun(run: StartedRender, rows: Rows, plan: RenderPlan): LastRun {
  const { image, finished, process } = run;
  const lines = rowsOfRun(run, rows, plan);
  if (lines !== null) return { ...endedRun(run, lines), finished };
  return { image, finished, lines, release: () => Promise.resolve(process.release()) };
}

/** Ends a run whose rows need not be rendered to the end. */
export function endedRun({ image, process, rendering }: StartedRender, lines: RowsOfImage): LastRun {
  process.kill();
  const finished = Promise.resolve({ ...rendering.progress, traceSeconds: 0 });
  return { image, finished, lines, release: async () => void (await process.ended) };
}

import { copyFileSync, linkSync, rmSync } from 'node:fs';
import { errorCode, type Rows } from '@task-distributor/band';
import type { Rendering } from '@task-distributor/render';
import type { RenderPlan } from '../render-plan.ts';
import type { StartedRender } from '../start-render.ts';
import { FinishedBlocks } from './finished-blocks.ts';
import { StateFollower } from './state-follower.ts';

export interface NextRun {
  readonly rendering: Rendering;
  /** A render folder that has been prepared; null = a new one. */
  readonly folder: string | null;
}

/**
 * Ends a renderer at once, and puts its state file into the folder of the next run.
 * @returns whether there was a state file; if not, the renderer has written its image, and was not ended
 */
export function handOverState(from: string, to: string, kill: () => void): boolean {
  try {
    // Before it is killed, because the folder is removed after it.
    linkSync(from, to);
    kill();
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
  }
  kill();
  try {
    // A file system without links.
    copyFileSync(from, to);
  } catch {
    // The next run renders all.
    rmSync(to, { force: true });
  }
  return true;
}

/** The run that goes on with what a run has left that has been killed. */
export async function continuedRun(
  killed: StartedRender,
  { folder, state, rows }: { readonly folder: string; readonly state: string; readonly rows: Rows },
  plan: RenderPlan,
): Promise<NextRun> {
  await killed.process.ended;
  const finished = new FinishedBlocks(killed.rendering.blocks);
  const follower = new StateFollower(state, plan.states!.reader(), finished);
  follower.poll();
  follower.close();
  if (follower.isUsable) return { rendering: plan.rendering(rows, follower.reader.blocks), folder };
  rmSync(state, { force: true });
  return { rendering: plan.rendering(rows, []), folder };
}

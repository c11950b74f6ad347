import { copyFileSync, linkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { errorCode, type Rows } from '@task-distributor/band';
import type { Rendering } from '@task-distributor/render';
import { createRenderFolder } from '../render-folder.ts';
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
 * Ends a run whose band has been cut short, and whose rows are all rendered.
 * @returns a function that gives the run that only writes the image; null = the present run goes on to its end, because it has
 *   written its image or there can be no other run. Then the rows are cut out of its image.
 */
export function finishShort(
  run: StartedRender,
  rows: Rows,
  plan: RenderPlan,
): (() => Promise<NextRun>) | null {
  let folder: string;
  let files: [from: string, to: string];
  try {
    const { contents, output } = plan.rendering(rows, []).command;
    folder = createRenderFolder(contents);
    files = [join(run.process.folder, output!.state), join(folder, output!.state)];
  } catch {
    return null;
  }
  if (handOverState(...files, () => run.process.kill())) {
    return () => continuedRun(run, { folder, state: files[1], rows }, plan);
  }
  rmSync(folder, { recursive: true, force: true });
  return null;
}

/**
 * Ends a renderer at once, and puts its state file into the folder of the next run.
 * @returns whether there was a state file; if not, the renderer has written its image, and was not ended
 */
function handOverState(from: string, to: string, kill: () => void): boolean {
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

/** The run that continues what a killed run has left. */
async function continuedRun(
  killed: StartedRender,
  { folder, state, rows }: { readonly folder: string; readonly state: string; readonly rows: Rows },
  plan: RenderPlan,
): Promise<NextRun> {
  await killed.process.ended;
  const finished = new FinishedBlocks(killed.rendering.blocks);
  const follower = new StateFollower(state, plan.states!.reader(), finished);
  follower.poll();
  follower.close();
  // What is left of the killed run may still write the file.
  const isSafe = follower.isUsable && !killed.process.hasLeftovers();
  if (isSafe) return { rendering: plan.rendering(rows, follower.reader.blocks), folder };
  rmSync(state, { force: true });
  return { rendering: plan.rendering(rows, []), folder };
}

/** What must run instead of a run; null = nothing, and its image is there or begins. */
export async function otherRun(
  { replacement, finished, state, process }: StartedRender,
  { transfer }: RenderPlan,
): Promise<(() => Promise<NextRun>) | null> {
  const rendering = await replacement;
  if (rendering !== null) return () => Promise.resolve({ rendering, folder: null });
  if (state === null) return null;
  // The image goes into a file at the end.
  await finished;
  // The renderer writes it meanwhile, so waiting costs nothing.
  await Promise.race([transfer?.settled(), process.exited]);
  return null;
}

/** Prepares a run. @throws the signal's reason */
export async function unlessAborted(prepare: () => Promise<NextRun>, signal: AbortSignal): Promise<NextRun> {
  const next = await prepare();
  if (signal.aborted && next.folder !== null) rmSync(next.folder, { recursive: true, force: true });
  signal.throwIfAborted();
  return next;
}

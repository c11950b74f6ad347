import type { Rows } from '@task-distributor/band';
import type { RowsOfImage } from '@task-distributor/imaging';
import type { RenderProgress } from '@task-distributor/render';
import type { BareRenderPlan } from './bare-render-plan.ts';
import type { HostRun } from './host-run.ts';
import { type HostState, mostStateBytes, readHostState, withRecords } from './host-state.ts';
import { rowsOfState } from './transfer/rows-of-state.ts';

/** What becomes the part of a band. */
export interface LastHostRun {
  readonly finished: Promise<RenderProgress>;
  /** The whole image. Read it only if there are no lines. */
  image(): AsyncIterable<Uint8Array>;
  /** The rows of the band, made of blocks; null = the renderer writes the image. */
  readonly lines: RowsOfImage | null;
}

/** The renderer writes the image. */
export function writtenBy(run: HostRun): LastHostRun {
  return { finished: run.finished, image: () => run.image(), lines: null };
}

/**
 * Ends a run whose blocks, with those of others, hold all rows of the band, and makes the rows from them.
 * @returns a state = the rows cannot be made; a run that goes on with the state can write the image
 * @throws TdError for a state that is damaged
 */
export async function madeOfBlocks(
  run: HostRun,
  rows: Rows,
  { states, lent, transfer }: BareRenderPlan,
): Promise<LastHostRun | HostState> {
  const { blocks: layout, progress } = run.rendering;
  const found = await transfer!.of(run.rendering);
  const bytes = await run.takeState(mostStateBytes(layout), false);
  if (bytes === null) return writtenBy(run);
  const others = lent.of(layout.region.first);
  const state = withRecords(readHostState(bytes, states!, layout), others, { states: states!, layout });
  const lines = found === null ? null : rowsOfState(state, { layout, rows }, states!, found);
  if (lines === null) return state;
  return { finished: Promise.resolve({ ...progress, traceSeconds: 0 }), image: () => run.image(), lines };
}

/** Whether the state of a region is worth its way to this machine, in place of the image of a band's rows. */
export function isSmall(pixels: number): boolean {
  return pixels <= mostPixels;
}

const mostPixels = 1_000_000;

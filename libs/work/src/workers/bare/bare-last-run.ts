import type { Rows } from '@task-distributor/band';
import type { RowsOfImage } from '@task-distributor/imaging';
import type { RenderProgress } from '@task-distributor/render';
import type { BareRenderPlan } from './bare-render-plan.ts';
import type { HostRun } from './host-run.ts';
import { type HostState, mostStateBytes, readHostState, withRecords } from './host-state.ts';
import { rowsOfState } from './rows-of-state.ts';

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

/** The part of a band, made from the blocks of its last run and of others. */
export class PartOfBlocks {
  readonly #plan: BareRenderPlan;
  #hasFailed = false;

  constructor(plan: BareRenderPlan) {
    this.#plan = plan;
  }

  isExpectedOf({ rendering, continues }: Pick<HostRun, 'rendering' | 'continues'>): boolean {
    // What the host has kept can have blocks of rows that are no longer the band's.
    if (this.#hasFailed || continues || rendering.verdict !== 'right') return false;
    return isSmall(rendering.blocks.pixels) && this.#plan.transfer?.isExpectedFor(rendering) === true;
  }

  /**
   * Ends a run when all rows of the band are finished.
   * @returns null = it cannot be made, and the run goes on; a state = nor can it, and a run that goes on with the state can write the image
   * @throws TdError for a state that is damaged
   */
  async make(run: HostRun, rows: Rows): Promise<LastHostRun | HostState | null> {
    const { transfer, states } = this.#plan;
    const { blocks: layout, progress } = run.rendering;
    const found = await transfer!.of(run.rendering);
    if (found === null) return null;
    const state = await stateWithLent(run, this.#plan, false);
    if (state === null) return writtenBy(run);
    const lines = rowsOfState(state, { layout, rows }, states!, found);
    this.#hasFailed = lines === null;
    if (lines === null) return state;
    return { finished: Promise.resolve({ ...progress, traceSeconds: 0 }), image: () => run.image(), lines };
  }
}

/**
 * Ends a run, and gets its state, with the blocks that others have rendered.
 * @param isKept whether the host keeps its own, too
 * @returns null = it has rendered everything before
 * @throws TdError for a state that is damaged
 */
export async function stateWithLent(
  run: HostRun,
  { states, lent }: BareRenderPlan,
  isKept: boolean,
): Promise<HostState | null> {
  const { blocks: layout } = run.rendering;
  const bytes = await run.takeState(mostStateBytes(layout), isKept);
  if (bytes === null) return null;
  const own = readHostState(bytes, states!, layout);
  return withRecords(own, lent.of(layout.region.first).there, { states: states!, layout });
}

/** Whether the state of a region is worth its way to this machine, in place of the image of a band's rows. */
export function isSmall(pixels: number): boolean {
  return pixels <= mostPixels;
}

const mostPixels = 1_000_000;

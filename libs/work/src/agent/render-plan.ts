import type { Rows } from '@task-distributor/band';
import type {
  BlockLayout,
  Columns,
  Renderer,
  Rendering,
  RenderRequest,
  StateBlock,
  StateFormat,
  Surroundings,
} from '@task-distributor/render';
import type { BlocksOfOthers } from './kept/blocks-of-others.ts';
import type { BandTransferFunction } from './transfer/band-transfer-function.ts';

/** How a band is rendered. */
export interface RenderPlan {
  readonly rows: Rows;
  /** @param given finished blocks that are in its folder; null = it keeps no state file */
  rendering(rows: Rows, given: readonly StateBlock[] | null, columns?: Columns): Rendering;
  /** null = no state file. */
  readonly states: StateFormat | null;
  /**
   * Writes a state file with the blocks that an earlier attempt has left.
   * @returns its blocks; none = there is no file
   */
  restore(layout: BlockLayout, path: string): readonly StateBlock[];
  /** Blocks of the band that other hosts finish for it; null = it can use none. Call it when the first run has been planned. */
  blocksOfOthers(): BlocksOfOthers | null;
  /** How the image comes from the state file; null = only the renderer makes it. */
  readonly transfer: BandTransferFunction | null;
  /** Whether a state file holds all that a later run needs. */
  canContinue(): boolean;
}

export function renderPlan(
  renderer: Renderer,
  request: RenderRequest,
  surroundings: Surroundings,
): RenderPlan {
  const run = request.run ?? { threads: null, imageMegabytes: null, env: {} };
  let canContinue: boolean | null = null;
  let first: Rendering | null = null;
  return {
    canContinue: () => (canContinue ??= renderer.states?.canContinue(request, surroundings) ?? false),
    restore: () => [],
    blocksOfOthers: () => null,
    transfer: null,
    rows: request.rows,
    states: renderer.states,
    rendering(rows, given, columns) {
      const choices = { ...run, given, ...(first === null ? {} : { like: first }) };
      const rendering = renderer.render({ ...request, rows, run: choices }, surroundings, columns);
      first ??= rendering;
      return rendering;
    },
  };
}

import type { Rows } from '@task-distributor/band';
import type { BlockNumbers } from '@task-distributor/render';
import type { RenderPlan } from '../render-plan.ts';
import type { StartedRender } from '../start-render.ts';
import { goOnWithOthers } from './go-on-with-others.ts';
import type { NextRun } from './hand-over.ts';

/** Looks for blocks that others finish for a band, and decides when its renderer is to go on behind them. */
export class OthersWatch {
  readonly #plan: RenderPlan;
  /** Blocks that are said to be finished, and that have not been found yet. */
  #awaited: readonly BlockNumbers[] = [];

  constructor(plan: RenderPlan) {
    this.#plan = plan;
  }

  came(blocks: BlockNumbers): void {
    this.#awaited = [...this.#awaited, blocks];
  }

  /** Looks for those that are awaited. */
  find({ rendering: { blocks: layout } }: StartedRender): void {
    const others = this.#plan.blocksOfOthers();
    if (others === null) return;
    for (const blocks of this.#awaited) others.look(blocks, layout);
    const { records } = others;
    this.#awaited = this.#awaited.filter(({ last }) => last < layout.count && !records.has(last));
  }

  /**
   * Call it after `find`.
   * @returns what gives the run that goes on with the blocks of others, if the present one has come to them; it has been ended then
   */
  continued(run: StartedRender, rows: Rows): (() => Promise<NextRun>) | null {
    const others = this.#plan.blocksOfOthers();
    if (others === null || run.state === null) return null;
    const { records } = others;
    if (!records.has(run.state.finished.next)) return null;
    const next = goOnWithOthers(run, { rows, records }, this.#plan);
    if (next === null) others.discard();
    return next;
  }
}

import type { JobFile } from '@task-distributor/lockfile';
import type { BlockLayout, RenderRequest, StateBlock } from '@task-distributor/render';
import { surroundingsOfProcess } from '../../surroundings.ts';
import type { ReadsGuard } from '../reads-guard.ts';
import type { RenderPlan } from '../render-plan.ts';
import type { RunningRender } from '../running-render.ts';
import { BlocksOfOthers } from './blocks-of-others.ts';
import { KeptBlocks } from './kept-blocks.ts';
import { stateKey } from './state-key.ts';
import { StateStore } from './state-store.ts';
import { hostStatesFolder } from './states-folder.ts';

/** The job of a band, as far as its states are kept. */
export interface KeptJob {
  readonly job: JobFile;
  readonly guard: ReadsGuard;
  /** Folder for the states; null = the one of this machine. */
  readonly folder: string | null;
  /** The job folder, where others put blocks of the band that they have finished. */
  readonly shared: string;
}

/** Keeps what is finished of a band, while it is rendered and when its attempt ends without a part. */
export class Keeper {
  readonly #request: RenderRequest;
  readonly #kept: KeptJob;
  #blocks: KeptBlocks | null = null;
  #others: BlocksOfOthers | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(request: RenderRequest, kept: KeptJob) {
    this.#request = request;
    this.#kept = kept;
  }

  /** The same plan, which continues what an earlier attempt has left. */
  plan(plan: RenderPlan): RenderPlan {
    return {
      ...plan,
      restore: (layout, path) => this.#restore(plan, layout, path),
      blocksOfOthers: () => this.#others,
    };
  }

  /** From now on, saves what is finished, again and again. */
  follow(render: RunningRender, plan: RenderPlan): void {
    this.#timer = setInterval(() => void this.save(render, plan), intervalMs);
    this.#timer.unref();
  }

  /** Never rejects. */
  async save({ state }: RunningRender, plan: RenderPlan): Promise<void> {
    if (state === null || this.#blocks === null) return;
    try {
      // Blocks of a file that has changed would be continued when the change is undone.
      await this.#kept.guard.check();
      if (plan.canContinue()) this.#blocks?.save(state, this.#others?.records ?? new Map());
    } catch {
      this.discard();
    }
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  /** The band is published, or what is kept is of no use. */
  discard(): void {
    this.stop();
    this.#blocks?.discard();
    this.#blocks = null;
    this.#others?.discard();
    this.#others = null;
  }

  #restore({ states }: RenderPlan, layout: BlockLayout, path: string): readonly StateBlock[] {
    const folder = this.#kept.folder ?? hostStatesFolder();
    if (folder === null || states === null) return [];
    const key = stateKey(this.#request, layout, this.#kept.job, surroundingsOfProcess());
    this.#blocks = new KeptBlocks(new StateStore(folder), key, states);
    this.#others = new BlocksOfOthers(new StateStore(this.#kept.shared), key, states);
    return this.#blocks.restore(layout, path);
  }
}

const intervalMs = 5_000;

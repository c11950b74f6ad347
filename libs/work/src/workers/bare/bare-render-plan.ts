import type { Rows } from '@task-distributor/band';
import type { Rendering, StateBlock, StateFormat } from '@task-distributor/render';
import type { HostRun, HostRunObserver } from './host-run.ts';
import type { LentBlocks } from './lent-blocks.ts';
import type { HostTransfer } from './host-transfer.ts';

/** How a band is rendered on a host. */
export interface BareRenderPlan {
  readonly rows: Rows;
  /** @param given as in RunChoices: null = no state file is kept */
  rendering(rows: Rows, given: readonly StateBlock[] | 'unknown' | null): Rendering;
  /** null = it keeps no state file, and the band stays as it is. */
  readonly states: StateFormat | null;
  readonly lent: LentBlocks;
  /** null = only the renderer makes the image. */
  readonly transfer: HostTransfer | null;
  /** Threads with which the host renders, unless the options say otherwise. */
  readonly threads: number;
  start(run: BareRun, observer: HostRunObserver): Promise<HostRun>;
}

export interface BareRun {
  /** What reads the messages, depending on whether the host has continued an earlier run's state. */
  rendering(continues: boolean): Rendering;
  /** Whether it may continue what an earlier run has left on the host. */
  readonly continues: boolean;
  /** A state for it to continue; null = none. */
  readonly given: Buffer | null;
}

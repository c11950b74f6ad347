import type { Rows } from '@task-distributor/band';
import type { RowsOfImage } from '@task-distributor/imaging';
import type { BlockNumbers, RenderProgress } from '@task-distributor/render';
import type { StateFollower } from './state/state-follower.ts';
import type { RenderClock } from './render-clock.ts';

/** What publishing the part of a band needs of the renderer at work on it. */
export interface PublishedRender {
  /**
   * Resolves when the image begins, or is about to be written.
   * @throws TdError if the renderer has failed before; the signal's reason
   */
  readonly ready: Promise<ReadyImage>;
  /**
   * Resolves when the whole region is rendered: when the renderer reports it, or when it has succeeded.
   * @throws TdError otherwise; the signal's reason
   */
  readonly finished: Promise<RenderProgress>;
  readonly clock: RenderClock;
  /** Whether the present run keeps a state file. */
  readonly keepsState: boolean;
}

/** A renderer of this machine at work on a band. */
export interface RunningRender extends PublishedRender {
  /** The state file of the present run; null = it keeps none. */
  readonly state: StateFollower | null;
  /**
   * Lets the band end after a row, or soon after it.
   * @returns the rows that it keeps; its present rows if it goes on with all of them
   */
  cutShort(last: number): Rows;
  /** Other hosts have finished blocks of the band, and put them into the job folder. */
  blocksCame(blocks: BlockNumbers): void;
  /** Call it after `finished`: gives the renderer up. Resolves when this process may end. */
  release(): Promise<void>;
}

export interface ReadyImage {
  readonly rows: Rows;
  /** The uncut PNG. Read it to its end, because the renderer may wait for its reader; but do not read it if there are `lines`. */
  readonly image: AsyncIterable<Uint8Array>;
  /** The rows, if they need not be cut out of an image; null = they must. */
  readonly lines: RowsOfImage | null;
}

import { pixelsOf, type Rendering, type StateBlock } from '@task-distributor/render';
import { CountedBlocks } from './counted-blocks.ts';

/** Tells from a run's progress which blocks are finished. */
export class BlockCounter {
  readonly #given: ReadonlySet<number>;
  readonly #givenPixels: number;
  readonly #threads: number;
  #blocks: CountedBlocks | null = null;

  /** @param given blocks that were there before @param threads of the host's renderer, unless the run says otherwise */
  constructor(given: readonly StateBlock[], threads: number) {
    this.#given = new Set(given.map(({ id }) => id));
    this.#givenPixels = given.reduce((sum, block) => sum + pixelsOf(block), 0);
    this.#threads = threads;
  }

  of(rendering: Rendering): CountedBlocks {
    const { blocks: layout, progress } = rendering;
    if (this.#blocks?.layout !== layout) {
      this.#blocks = new CountedBlocks(layout, threadsOf(rendering, this.#threads), this.#given);
    }
    this.#blocks.count(Math.max(0, progress.done - this.#givenPixels));
    return this.#blocks;
  }
}

/** @param onHost threads that a renderer has there by default */
export function threadsOf({ command }: Rendering, onHost: number): number {
  return command.threads ?? onHost;
}

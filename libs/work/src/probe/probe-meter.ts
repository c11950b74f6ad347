import type { StateBlock } from '@task-distributor/render';
import type { StateFollower } from '../agent/state/state-follower.ts';
import type { ShownBlocks } from '../preview/shown-blocks.ts';
import { type RunCosts, runCosts, type Sample } from './block-costs.ts';
import { type ClockTime, CpuClock } from './cpu-clock.ts';

/** Notes how many blocks a renderer had finished, and how long it had worked until then. */
export class ProbeMeter {
  readonly #clock: CpuClock;
  readonly #state: StateFollower;
  /** One for each look that found the file longer. */
  readonly #samples: Sample[] = [];
  /** Length of the file at the last of them. */
  #size = 0;
  /** The time of the last look before the file was there. */
  #before: ClockTime = { wall: 0, cpu: 0 };

  constructor(pid: number, state: StateFollower) {
    this.#clock = new CpuClock(pid);
    this.#state = state;
  }

  /** Those that are finished, as far as `look` has seen. */
  get blocks(): readonly StateBlock[] {
    return this.#state.reader.blocks;
  }

  /** How long to wait until the next look, if the system does not report changes: less often where it takes long. */
  get pollMs(): number {
    return Math.min(50, 2 + 5 * (this.#samples.at(-1)?.at ?? this.#before).wall);
  }

  /** @returns whether the file has grown since the last look; it appears when the scene is parsed */
  look(): boolean {
    const at = this.#readBoth();
    const { size } = this.#state;
    if (size === 0) this.#before = at;
    if (size === this.#size) return false;
    this.#size = size;
    this.#samples.push({ at, blocks: this.blocks.length });
    return true;
  }

  /**
   * Counts the blocks, and reads the clock. On a busy machine, this process may have to wait between the two, while the renderer
   * goes on: then they are read again.
   */
  #readBoth(): ClockTime {
    let before = this.#clock.read();
    for (let tries = 1; ; tries++) {
      this.#state.poll();
      const after = this.#clock.read();
      if (after.cpu - before.cpu < closeSeconds || tries === mostTries) return after;
      before = after;
    }
  }

  /**
   * Call it only after a look that has found the file.
   * @param reported the renderer's own processor time for all blocks; null = not known
   */
  costs(reported: number | null = null): RunCosts {
    const samples = [...this.#samples];
    // Blocks may have come before the first look.
    if (samples[0]!.blocks > 0) samples.unshift({ at: this.#before, blocks: 0 });
    return runCosts(samples, this.blocks, reported);
  }

  /** The small image as a PNG, from its blocks. @param shown an empty picture of its size */
  picture(shown: Pick<ShownBlocks, 'add' | 'png'>): Buffer {
    while (shown.add(this.#state));
    return shown.png();
  }

  close(): void {
    this.#state.close();
    this.#clock.close();
  }
}

/** A renderer's clock moves in steps of up to 4 ms while it runs. */
const closeSeconds = 0.001;
const mostTries = 4;

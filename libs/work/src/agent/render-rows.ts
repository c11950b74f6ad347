import { deferred, type Rows } from '@task-distributor/band';
import type { BlockNumbers, Rendering, RenderProgress } from '@task-distributor/render';
import { type BandProgress, bandProgress, begun } from './band-progress.ts';
import { RenderClock } from './render-clock.ts';
import { firstRun } from './first-run.ts';
import { endedRun, type Successor, type LastRun, wholeRun } from './last-run.ts';
import type { RenderPlan } from './render-plan.ts';
import { RepeatedLook } from './repeated-look.ts';
import type { ReadyImage, RunningRender } from './running-render.ts';
import { type StartedRender, startRender } from './start-render.ts';
import { cutEnd } from './state/cut-end.ts';
import { finishShort, type NextRun, otherRun, unlessAborted } from './state/hand-over.ts';
import { OthersWatch } from './state/others-watch.ts';
import type { StateFollower } from './state/state-follower.ts';
import { threadsOf } from './state/threads-of.ts';
import { whenBegun } from './state/when-begun.ts';
import { rowsOfRun } from './transfer/rows-of-run.ts';

/**
 * Starts a renderer, and starts it again if its messages show that the band needs another region, if it keeps no state file
 * where it should, or if the band is cut short.
 * @param onProgress called after every message of the renderer
 * @param signal ends the renderer
 */
export function renderRows(
  plan: RenderPlan,
  onProgress: (progress: BandProgress) => void,
  signal: AbortSignal,
): RunningRender {
  return new BandRender(plan, onProgress, signal);
}

class BandRender implements RunningRender {
  readonly ready: Promise<ReadyImage>;
  readonly finished: Promise<RenderProgress>;
  rows: Rows;
  readonly clock = new RenderClock();
  readonly #plan: RenderPlan;
  readonly #onProgress: (progress: BandProgress) => void;
  readonly #signal: AbortSignal;
  readonly #last: Promise<LastRun>;
  #run: StartedRender;
  /** Resolves to what is to run instead of the present run. */
  #instead = deferred<Successor>();
  #lastLook = -Infinity;
  /** At the state file, once the band is being cut, or shared with others. */
  readonly #look = new RepeatedLook(() => this.#lookAt(this.#run), 100);
  readonly #others: OthersWatch;
  #isSwitching = false;
  /** From then on, the rows stay as they are. */
  #isDecided = false;

  constructor(plan: RenderPlan, onProgress: (progress: BandProgress) => void, signal: AbortSignal) {
    this.#plan = plan;
    this.#others = new OthersWatch(plan);
    this.#onProgress = onProgress;
    this.#signal = signal;
    this.rows = plan.rows;
    // At once: what else a worker has to do can wait.
    this.#run = this.#start(firstRun(plan));
    this.#last = this.#lastRun().finally(() => this.#decide());
    this.ready = this.#last.then(({ image, lines }) => ({ rows: this.rows, image, lines }));
    this.finished = this.#last.then(({ finished }) => finished);
    for (const promise of [this.ready, this.finished]) promise.catch(() => undefined);
  }

  get state(): StateFollower | null {
    return this.#run.state;
  }

  get keepsState(): boolean {
    return this.state !== null;
  }

  cutShort(last: number): Rows {
    const { state, rendering } = this.#run;
    if (this.#isDecided || state === null || !this.#plan.canContinue()) return this.rows;
    state.poll();
    const end = cutEnd(last, this.rows, state.finished, threadsOf(rendering.command));
    if (!state.isUsable || end === null) return this.rows;
    const rows = { first: this.rows.first, last: end };
    const { region } = this.#plan.rendering(rows, []).blocks;
    // A script around the renderer may have turned anti-aliasing on.
    if (region.first !== rendering.blocks.region.first || region.last !== end) return this.rows;
    this.rows = rows;
    this.#look.start();
    return rows;
  }

  blocksCame(blocks: BlockNumbers): void {
    if (this.#isDecided || this.#run.state === null || !this.#plan.canContinue()) return;
    this.#others.came(blocks);
    this.#look.start();
  }

  async release(): Promise<void> {
    await (await this.#last).release();
  }

  #start({ rendering, folder }: NextRun): StartedRender {
    this.clock.starts(rendering.progress);
    const place = { states: this.#plan.states, folder };
    const run = startRender(rendering, place, () => this.#read(rendering), this.#signal);
    whenBegun(run, () => {
      this.clock.begins();
      this.#plan.transfer?.begin();
      this.#tell(run, begun(rendering));
    });
    return run;
  }

  async #lastRun(): Promise<LastRun> {
    for (;;) {
      const instead = await Promise.race([this.#instead.promise, otherRun(this.#run, this.#plan)]);
      if (instead === null) return wholeRun(this.#run, this.rows, this.#plan);
      if (typeof instead !== 'function') return endedRun(this.#run, instead);
      this.#instead = deferred();
      this.#run = this.#start(await unlessAborted(instead, this.#signal));
      this.#isSwitching = false;
    }
  }

  #read(rendering: Rendering): void {
    const { state, process } = this.#run;
    if (rendering !== this.#run.rendering) return;
    this.clock.progressed(rendering.progress);
    if (state !== null && rendering.progress.done > 0 && !this.#run.hasWritten()) {
      // A script around the renderer has changed to another folder, or to another machine.
      const plain = { rendering: this.#plan.rendering(this.rows, null), folder: null };
      this.#instead.resolve(() => Promise.resolve(plain));
      process.kill();
      return;
    }
    if (performance.now() - this.#lastLook >= lookMs) {
      this.#lastLook = performance.now();
      state?.poll();
    }
    this.#tell(this.#run, rendering.progress);
  }

  #lookAt(run: StartedRender): void {
    const { state } = run;
    if (state === null || this.#isSwitching) return;
    state.poll();
    this.#tell(run, run.rendering.progress);
    // If it tells no more, all rows are rendered, and those that are kept are cut out.
    if (!state.isUsable) this.#look.stop();
    else this.#switch(this.#insteadOf(run, state));
  }

  #tell({ state, rendering }: StartedRender, progress: RenderProgress): void {
    const isDirect = this.#plan.transfer?.isKnownFor(rendering) ?? false;
    this.#onProgress(bandProgress(progress, this.rows, state?.known ?? null, isDirect));
  }

  /** What the finished blocks lead to; null = the run goes on. */
  #insteadOf(run: StartedRender, { finished }: StateFollower): Successor | null {
    this.#others.find(run);
    const lines = rowsOfRun(run, this.rows, this.#plan);
    const isCut = this.rows.last < Math.min(this.#plan.rows.last, run.rendering.blocks.region.last);
    const isFinished = isCut && finished.lastRow >= this.rows.last;
    if (lines === null && !isFinished) return this.#others.continued(run, this.rows);
    this.#decide();
    return lines ?? finishShort(run, this.rows, this.#plan);
  }

  #switch(next: Successor | null): void {
    if (next === null) return;
    this.#isSwitching = true;
    this.clock.ends();
    this.#instead.resolve(next);
  }

  #decide(): void {
    this.#isDecided = true;
    this.#look.stop();
  }
}

const lookMs = 1_000;

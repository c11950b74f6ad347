import { deferred, type Rows } from '@task-distributor/band';
import type { Rendering, RenderProgress, StateBlock } from '@task-distributor/render';
import { bandProgress, begun } from '../../agent/band-progress.ts';
import { RenderClock } from '../../agent/render-clock.ts';
import type { PublishedRender, ReadyImage } from '../../agent/running-render.ts';
import { cutEnd } from '../../agent/state/cut-end.ts';
import { type LastHostRun, PartOfBlocks, stateWithLent, writtenBy } from './bare-last-run.ts';
import type { BareObserver } from './bare-band.ts';
import type { BareRenderPlan, BareRun } from './bare-render-plan.ts';
import { BlockCounter, threadsOf } from './block-counter.ts';
import type { CountedBlocks } from './counted-blocks.ts';
import type { HostRun } from './host-run.ts';
import type { HostState } from './host-state.ts';
import { type Turn, turnAt } from './turn.ts';

/** Starts a renderer on a host, and again if it must render another region, if its band is cut short, or if others have rendered some of it. */
export class BareRender implements PublishedRender {
  rows: Rows;
  readonly ready: Promise<ReadyImage>;
  readonly finished: Promise<RenderProgress>;
  readonly clock = new RenderClock(performance.now());
  readonly #plan: BareRenderPlan;
  readonly #observer: BareObserver;
  #run: HostRun | null = null;
  #isFirstRun = true;
  #counter: BlockCounter;
  /** null = which blocks are finished is not known. */
  #blocks: CountedBlocks | null = null;
  /** Resolves when all rows are finished, or when what others have rendered is to be used. */
  #switch = deferred<Turn>();
  /** From then on, the rows stay as they are. */
  #isDecided = false;
  readonly #part: PartOfBlocks;

  constructor(plan: BareRenderPlan, observer: BareObserver) {
    this.#plan = plan;
    this.#observer = observer;
    this.rows = plan.rows;
    this.#part = new PartOfBlocks(plan);
    this.#counter = new BlockCounter([], plan.threads);
    const last = this.#lastRun().finally(() => (this.#isDecided = true));
    this.ready = last.then(({ image, lines }) => ({ rows: this.rows, image: image(), lines }));
    this.finished = last.then(({ finished }) => finished);
    for (const promise of [this.ready, this.finished]) promise.catch(() => undefined);
  }

  get keepsState(): boolean {
    return this.#plan.states !== null;
  }

  /** Lets the band end after a row, or soon after it. @returns the rows that it keeps; its present rows if it goes on with all of them */
  cutShort(last: number): Rows {
    const run = this.#run;
    const blocks = this.#blocks;
    if (this.#isDecided || run === null || blocks === null || !this.keepsState) return this.rows;
    const end = cutEnd(last, this.rows, blocks, threadsOf(run.rendering, this.#plan.threads));
    if (end === null) return this.rows;
    const rows = { first: this.rows.first, last: end };
    const { region } = this.#plan.rendering(rows, []).blocks;
    // A script around the renderer may have turned anti-aliasing on.
    if (region.first !== run.rendering.blocks.region.first || region.last !== end) return this.rows;
    this.rows = rows;
    this.#plan.transfer?.prepare();
    this.#look();
    return rows;
  }

  /** Others have rendered blocks of the band. */
  blocksCame(): void {
    this.#plan.transfer?.prepare();
    this.#look();
  }

  /** Its part is published, or is not wanted. */
  release(): void {
    this.#run?.release();
  }

  async #lastRun(): Promise<LastHostRun> {
    let run = await this.#start({ rendering: (is) => this.#rendering(is), continues: this.keepsState });
    for (;;) {
      const other = await run.replacement;
      if (other !== null) {
        await run.end(false);
        run = await this.#start({ rendering: () => other, continues: false });
        continue;
      }
      if (!this.keepsState) return writtenBy(run);
      // The image goes into a file at the end.
      const finished = run.finished.then(() => 'finished' as const);
      const next = await this.#next(run, await Promise.race([finished, this.#switch.promise]));
      if ('lines' in next) return next;
      run = next;
    }
  }

  /** What follows when a run has come so far. */
  async #next(run: HostRun, turn: Turn): Promise<LastHostRun | HostRun> {
    if (turn === 'lent') return this.#goOnBehindLent(run);
    // To write a small image takes no time.
    const isSmall = turn === 'finished' && this.#plan.transfer?.isLarge !== true;
    if (!isSmall && this.#part.isExpectedOf(run)) {
      this.#isDecided = true;
      this.clock.ends();
      const made = await this.#part.make(run, this.rows);
      if (made !== null) return 'bytes' in made ? this.#startWith(made) : made;
    }
    if (turn === 'finished') return writtenBy(run);
    const isShared = this.#plan.lent.of(run.rendering.blocks.region.first).there.size > 0;
    return isShared ? this.#goOnBehindLent(run) : this.#endShort(run);
  }

  /** Ends a run whose rows are finished, and lets another one write the image. */
  async #endShort(run: HostRun): Promise<HostRun | LastHostRun> {
    this.clock.ends();
    if (await run.end(true)) return writtenBy(run);
    return this.#start({ rendering: (is) => this.#rendering(is), continues: true });
  }

  /** Adds the blocks of others to the state. */
  async #goOnBehindLent(run: HostRun): Promise<HostRun> {
    this.clock.ends();
    this.#blocks = null;
    const state = await stateWithLent(run, this.#plan, true);
    if (state !== null) return this.#startWith(state);
    // It has finished meanwhile.
    this.#switch = deferred();
    return run;
  }

  #startWith({ bytes, blocks }: HostState): Promise<HostRun> {
    const rendering = (): Rendering => this.#plan.rendering(this.rows, blocks);
    return this.#start({ rendering, continues: false, given: bytes }, blocks);
  }

  async #start(
    run: Omit<BareRun, 'given'> & Partial<BareRun>,
    given: readonly StateBlock[] = [],
  ): Promise<HostRun> {
    this.#isFirstRun = this.#run === null;
    this.#switch = deferred();
    this.#blocks = null;
    this.#counter = new BlockCounter(given, this.#plan.threads);
    const progressed = (by: Rendering): void => this.#progressed(by);
    const observer = { progressed, sawLife: () => this.#observer.sawLife() };
    this.#run = await this.#plan.start({ given: null, ...run }, observer);
    return this.#run;
  }

  #rendering(continues: boolean): Rendering {
    return this.#plan.rendering(this.rows, this.keepsState ? (continues ? 'unknown' : []) : null);
  }

  #progressed(rendering: Rendering): void {
    const progress = begun(rendering);
    // The scene has been read, and the first block is begun.
    if (progress.parseSeconds === null && progress.done === 0) return;
    this.clock.begins();
    if (this.#run?.continues === true && this.#isFirstRun && progress.done > 0) this.clock.starts(progress);
    this.#plan.transfer?.begin();
    // What the host continues is not known.
    this.#blocks = this.#run === null || this.#run.continues ? null : this.#counter.of(rendering);
    const isDirect = this.#run !== null && this.#part.isExpectedOf(this.#run);
    this.#observer.progressed(bandProgress(progress, this.rows, this.#blocks, isDirect));
    this.#look();
  }

  #look(): void {
    const run = this.#run;
    const blocks = this.#blocks;
    if (run === null || blocks === null || !this.keepsState || this.#isDecided) return;
    const lent = this.#plan.lent.of(blocks.layout.region.first);
    const isDirect = this.#part.isExpectedOf(run);
    const turn = turnAt(blocks, { rows: this.rows, planned: this.#plan.rows, lent, isDirect });
    if (turn === 'short') this.#isDecided = true;
    if (turn !== null) this.#switch.resolve(turn);
  }
}

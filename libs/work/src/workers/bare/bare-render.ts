import { deferred, type Rows } from '@task-distributor/band';
import type { Rendering, RenderProgress, StateBlock } from '@task-distributor/render';
import { type BandProgress, bandProgress, begun } from '../../agent/band-progress.ts';
import { RenderClock } from '../../agent/render-clock.ts';
import type { PublishedRender, ReadyImage } from '../../agent/running-render.ts';
import { cutEnd } from '../../agent/state/cut-end.ts';
import type { BareRenderPlan, BareRun } from './bare-render-plan.ts';
import { BlockCounter, threadsOf } from './block-counter.ts';
import type { CountedBlocks } from './counted-blocks.ts';
import type { HostRun } from './host-run.ts';
import { type HostState, mostStateBytes, readHostState, withRecords } from './host-state.ts';

/** Starts a renderer on a host, and again if it must render another region, if its band is cut short, or if others have rendered some of it. */
export class BareRender implements PublishedRender {
  rows: Rows;
  readonly ready: Promise<ReadyImage>;
  readonly finished: Promise<RenderProgress>;
  readonly clock = new RenderClock(performance.now());
  readonly #plan: BareRenderPlan;
  readonly #observer: { progressed(progress: BandProgress): void; sawLife(): void };
  #run: HostRun | null = null;
  #counter: BlockCounter;
  /** null = which blocks are finished is not known. */
  #blocks: CountedBlocks | null = null;
  /** Resolves when another run is to go on: to write the rows that are left, or to use what others have rendered. */
  #switch = deferred<'short' | 'lent'>();
  /** From then on, the rows stay as they are. */
  #isDecided = false;

  /** @param observer `sawLife` is called whenever the host has written something */
  constructor(plan: BareRenderPlan, observer: { progressed(progress: BandProgress): void; sawLife(): void }) {
    this.#plan = plan;
    this.#observer = observer;
    this.rows = plan.rows;
    this.#counter = new BlockCounter([], plan.threads);
    const last = this.#lastRun().finally(() => (this.#isDecided = true));
    this.ready = last.then((run) => ({ rows: this.rows, image: run.image(), lines: null }));
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
    this.#look();
    return rows;
  }

  /** Others have rendered blocks of the band. */
  blocksCame(): void {
    this.#look();
  }

  /** Its part is published, or is not wanted. */
  release(): void {
    this.#run?.release();
  }

  /** The run whose image is the band's. */
  async #lastRun(): Promise<HostRun> {
    let run = await this.#start({ rendering: (is) => this.#rendering(is), continues: this.keepsState });
    for (;;) {
      const other = await run.replacement;
      if (other !== null) {
        await run.end();
        run = await this.#start({ rendering: () => other, continues: false });
        continue;
      }
      if (!this.keepsState) return run;
      // The image goes into a file at the end.
      const finished = run.finished.then(() => 'finished' as const);
      const next = await Promise.race([finished, this.#switch.promise]);
      if (next === 'finished') return run;
      run = await (next === 'short' ? this.#endShort(run) : this.#goOnBehindLent(run));
    }
  }

  /** Ends a run whose rows are finished, and lets another one write the image. */
  async #endShort(run: HostRun): Promise<HostRun> {
    this.clock.ends();
    await run.end();
    return this.#start({ rendering: (is) => this.#rendering(is), continues: true });
  }

  /** Adds the blocks of others to the state. */
  async #goOnBehindLent(run: HostRun): Promise<HostRun> {
    const states = this.#plan.states!;
    const { blocks: layout } = run.rendering;
    this.clock.ends();
    this.#blocks = null;
    const bytes = await run.takeState(mostStateBytes(layout));
    if (bytes === null) {
      // It has finished meanwhile.
      this.#switch = deferred();
      return run;
    }
    const lent = this.#plan.lent.of(layout.region.first);
    const state = withRecords(readHostState(bytes, states, layout), lent, { states, layout });
    return this.#startWith(state);
  }

  #startWith({ bytes, blocks }: HostState): Promise<HostRun> {
    const rendering = (): Rendering => this.#plan.rendering(this.rows, blocks);
    return this.#start({ rendering, continues: false, given: bytes }, blocks);
  }

  async #start(
    run: Omit<BareRun, 'given'> & Partial<BareRun>,
    given: readonly StateBlock[] = [],
  ): Promise<HostRun> {
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
    // What the host continues is not known.
    this.#blocks = this.#run === null || this.#run.continues ? null : this.#counter.of(rendering);
    this.#observer.progressed(bandProgress(progress, this.rows, this.#blocks));
    this.#look();
  }

  #look(): void {
    const blocks = this.#blocks;
    if (blocks === null || !this.keepsState || this.#isDecided) return;
    const { layout } = blocks;
    const isCut = this.rows.last < Math.min(this.#plan.rows.last, layout.region.last);
    if (isCut && blocks.lastRow >= this.rows.last) {
      this.#isDecided = true;
      this.#switch.resolve('short');
    } else if (this.#plan.lent.of(layout.region.first).has(blocks.next) && isSmall(layout.pixels)) {
      this.#switch.resolve('lent');
    }
  }
}

/** Whether the state of so many pixels is worth sending to and fro. */
function isSmall(pixels: number): boolean {
  return pixels <= mostShared;
}

const mostShared = 1_000_000;

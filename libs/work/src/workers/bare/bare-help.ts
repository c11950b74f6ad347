import { linkAbort, type RenderReport, type Rows, TdError } from '@task-distributor/band';
import type { Blocks, HostAddress } from '@task-distributor/remote';
import type { BlockLayout, Rendering, StateFormat } from '@task-distributor/render';
import { begun } from '../../agent/band-progress.ts';
import { RenderClock } from '../../agent/render-clock.ts';
import type { BareJob, BareObserver } from './bare-band.ts';
import type { BarePlace } from './bare-place.ts';
import { threadsOf } from './block-counter.ts';
import { type HostRun, startHostRun } from './host-run.ts';
import { mostStateBytes, readHostState, recordsFor } from './host-state.ts';

/** Lets a host render blocks for the one that renders their band, and keeps them here for it. */
export class BareHelp {
  readonly #rows: Rows;
  readonly #blocks: Blocks;
  readonly #place: BarePlace;
  readonly #job: BareJob;
  /** The last of the blocks that are still wanted. */
  #last: number;
  #look: () => void = () => undefined;
  readonly #clock = new RenderClock(performance.now());

  /** @param rows of the band @param blocks counted from 1 in the band's region, all in one row of blocks */
  constructor(rows: Rows, blocks: Blocks, place: BarePlace, job: BareJob) {
    this.#rows = rows;
    this.#blocks = blocks;
    this.#place = place;
    this.#job = job;
    this.#last = blocks.last;
  }

  /** Somebody else renders the blocks after this one. */
  endAfter(last: number): void {
    this.#last = Math.min(this.#last, last);
    this.#look();
  }

  /** @throws TdError if they cannot be rendered apart from their band; the signal's reason */
  async render(host: HostAddress, observer: BareObserver, signal: AbortSignal): Promise<RenderReport> {
    const band = this.#place.rendering(this.#rows, []).blocks;
    const states = this.#place.statesFor(this.#rows);
    if (states === null) throw this.#error('the host cannot keep its state');
    const stop = linkAbort(signal);
    const ended = this.#job.lent.begin(band, () => ({ first: this.#blocks.first, last: this.#last }));
    try {
      return await this.#lend(band, states, { host, observer }, stop.signal);
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      ended();
      stop.unlink();
    }
  }

  async #lend(
    band: BlockLayout,
    states: StateFormat,
    { host, observer }: { host: HostAddress; observer: BareObserver },
    signal: AbortSignal,
  ): Promise<RenderReport> {
    let isReached = (): void => undefined;
    const reached = new Promise<void>((resolve) => (isReached = resolve));
    const run = await this.#start(band, { host, observer, isReached }, signal);
    const replaced = run.replacement.then((other) => {
      if (other !== null) throw this.#error('its blocks are others');
    });
    await Promise.race([run.finished, Promise.all([reached, replaced])]);
    this.#clock.ends();
    const { blocks: layout, progress } = run.rendering;
    const bytes = await run.takeState(mostStateBytes(layout), true);
    const state = readHostState(bytes ?? Buffer.alloc(0), states, layout);
    const records = recordsFor(band, state, states);
    for (let block = this.#blocks.first; block <= this.#last; block += 1) {
      if (!records.has(block - 1)) throw this.#error('its state lacks some of them');
    }
    this.#job.lent.add(band, records);
    const { parseSeconds, traceSeconds } = progress;
    const { launchSeconds } = this.#clock;
    return {
      bytes: state.bytes.length,
      parseSeconds,
      traceSeconds: this.#clock.traceSeconds(traceSeconds ?? 0),
      launchSeconds,
    };
  }

  async #start(
    band: BlockLayout,
    { host, observer, isReached }: { host: HostAddress; observer: BareObserver; isReached: () => void },
    signal: AbortSignal,
  ): Promise<HostRun> {
    const { first, last } = this.#blocks;
    const place = band.placeOf({ first: first - 1, last: last - 1 });
    if (place === null) throw this.#error('they are not in one row of blocks');
    const rendering = this.#place.rendering(place.rows, [], place.columns);
    let done = 0;
    this.#look = () => {
      const threads = threadsOf(rendering, this.#place.threads);
      if (done >= wantedPixels(rendering.blocks, this.#last - first + 1, threads)) isReached();
    };
    const progressed = (by: Rendering): void => {
      const progress = begun(by);
      if (progress.parseSeconds === null && progress.done === 0) return;
      this.#clock.begins();
      done = progress.done;
      observer.progressed({ ...progress, lastRow: null });
      this.#look();
    };
    const folder = this.#place.folderFor(place.rows, place.columns);
    const orders = { folder, continues: false, state: 'to-send' as const };
    const { launcher } = this.#job.context;
    const plan = { launcher, host, orders, given: null, rendering: () => rendering };
    return startHostRun(plan, { progressed, sawLife: () => observer.sawLife() }, signal);
  }

  #error(why: string): TdError {
    const { first, last } = this.#blocks;
    return new TdError(`blocks ${first}-${last} cannot be rendered apart from their band: ${why}`, {
      code: 'E_BLOCKS',
      rows: this.#rows,
    });
  }
}

/** After how many pixels so many blocks, from the first one on, are finished: each of the other threads may have finished a later one. */
function wantedPixels(layout: BlockLayout, count: number, threads: number): number {
  let pixels = (threads - 1) * layout.size ** 2;
  for (let id = 0; id < Math.min(count, layout.count); id += 1) pixels += layout.pixelsOf(id);
  return Math.min(pixels, layout.pixels);
}

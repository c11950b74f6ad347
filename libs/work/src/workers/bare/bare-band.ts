import type { RenderReport, Rows } from '@task-distributor/band';
import { lockfilePath, partName } from '@task-distributor/lockfile';
import type { HostAddress } from '@task-distributor/remote';
import type { BandProgress } from '../../agent/band-progress.ts';
import { type BandTarget, publishRows } from '../../agent/publish-rows.ts';
import { RenderFailure } from '../../agent/render-failure.ts';
import type { WorkerContext } from '../worker-kind.ts';
import type { BarePlace } from './bare-place.ts';
import type { BareRenderPlan } from './bare-render-plan.ts';
import { BareRender } from './bare-render.ts';
import { startHostRun } from './host-run.ts';
import type { LentBlocks } from './lent-blocks.ts';
import { HostTransfer } from './host-transfer.ts';
import type { TransferHere } from './transfer-here.ts';

export interface BareObserver {
  progressed(progress: BandProgress): void;
  /** The host has written something. */
  sawLife(): void;
}

export interface BareJob {
  readonly context: WorkerContext;
  readonly lent: LentBlocks;
  readonly transfer: TransferHere;
}

/** Lets a host render a band, cuts its rows out here, publishes the part, and marks it done. */
export class BareBand {
  readonly #host: HostAddress;
  readonly #place: BarePlace;
  readonly #job: BareJob;
  readonly #states: BareRenderPlan['states'];
  #rows: Rows;
  #render: BareRender | null = null;

  constructor(rows: Rows, host: HostAddress, place: BarePlace, job: BareJob) {
    this.#rows = rows;
    this.#host = host;
    this.#place = place;
    this.#job = job;
    this.#states = place.statesFor(rows);
  }

  /** Whether it can be cut short, and use blocks that others have rendered. */
  get keepsState(): boolean {
    return this.#states !== null;
  }

  /** Lets the band end after a row, or soon after it. @returns the rows that it keeps; its present rows if it goes on with all of them */
  cutShort(last: number): Rows {
    this.#rows = this.#render?.cutShort(last) ?? this.#rows;
    return this.#rows;
  }

  /** Others have rendered blocks of the band. */
  blocksCame(): void {
    this.#render?.blocksCame();
  }

  /** @throws TdError, and then writes neither the part nor the line; the signal's reason */
  async publish(observer: BareObserver, signal: AbortSignal): Promise<RenderReport> {
    try {
      return await this.#renderOnce(this.#states, observer, signal);
    } catch (error) {
      if (!(error instanceof RenderFailure)) throw error;
      if (!error.mayComeFromState) throw error.cause;
    }
    // A full disk, for example, or a state that the renderer cannot continue.
    try {
      return await this.#renderOnce(null, observer, signal);
    } catch (error) {
      throw error instanceof RenderFailure ? error.cause : error;
    }
  }

  async #renderOnce(
    states: BareRenderPlan['states'],
    observer: BareObserver,
    signal: AbortSignal,
  ): Promise<RenderReport> {
    const rows = this.#rows;
    const render = new BareRender(this.#plan(rows, states, signal), observer);
    this.#render = render;
    const work = { target: this.#target(), guard: null };
    try {
      return await publishRows(render, this.#place.request(rows), work, signal);
    } finally {
      render.release();
    }
  }

  #target(): BandTarget {
    const { folder, id } = this.#job.context.job;
    const place = { folder, lockfile: lockfilePath(folder), host: this.#host.name, job: id };
    return { of: (rows) => ({ ...place, name: partName(rows), rows }), statesFolder: null, previews: false };
  }

  #plan(rows: Rows, states: BareRenderPlan['states'], signal: AbortSignal): BareRenderPlan {
    const { launcher } = this.#job.context;
    const folder = this.#place.folderFor(rows);
    const state = states === null ? null : ('for-later' as const);
    const transfer = states === null ? null : new HostTransfer(this.#job.transfer, this.#place);
    const isHeld = transfer?.isLarge ?? false;
    return {
      rows,
      states,
      lent: this.#job.lent,
      transfer,
      threads: this.#place.threads,
      rendering: (kept, given) => this.#place.rendering(kept, given),
      start: ({ rendering, continues, given }, observer) => {
        const orders = { folder, continues, state, isHeld };
        return startHostRun({ launcher, host: this.#host, orders, given, rendering }, observer, signal);
      },
    };
  }
}

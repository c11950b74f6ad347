import { accessSync } from 'node:fs';
import { errorMessage, linkAbort, type RenderReport, type Rows, TdError } from '@task-distributor/band';
import type { JobFile } from '@task-distributor/lockfile';
import { type BlockNumbers, rendererFor, type RenderRequest } from '@task-distributor/render';
import { BandPreview } from '../preview/band-preview.ts';
import { checkOpenJob, jobFileOf } from '../publish-part.ts';
import { surroundingsOfProcess } from '../surroundings.ts';
import type { BandProgress } from './band-progress.ts';
import { Keeper } from './kept/keeper.ts';
import type { BandTarget } from './publish-rows.ts';
import { guardReads, type ReadsGuard } from './reads-guard.ts';
import { RenderFailure } from './render-failure.ts';
import { type RenderPlan, renderPlan } from './render-plan.ts';
import { renderRows } from './render-rows.ts';
import { BandTransferFunction } from './transfer/band-transfer-function.ts';
import { NoNumber } from './transfer/transfer-table.ts';
import type { RunningRender } from './running-render.ts';

/** Renders a band, publishes its part, and marks it done. */
export class BandWork {
  /** The rows of the band. */
  rows: Rows;
  readonly #request: RenderRequest;
  readonly #target: BandTarget;
  #render: RunningRender | null = null;
  /** Blocks that others have finished. */
  #came: readonly BlockNumbers[] = [];

  constructor(request: RenderRequest, target: BandTarget) {
    this.#request = request;
    this.#target = target;
    this.rows = request.rows;
  }

  /**
   * Lets the band end after a row, or soon after it. Its part then has fewer rows.
   * @returns the rows that it keeps; its present rows if it goes on with all of them
   */
  cutShort(last: number): Rows {
    this.rows = this.#render?.cutShort(last) ?? this.rows;
    return this.rows;
  }

  /** Other hosts have finished blocks of the band, and put them into the job folder. */
  blocksCame(blocks: BlockNumbers): void {
    this.#came = [...this.#came, blocks];
    this.#render?.blocksCame(blocks);
  }

  /** @throws TdError, and then writes neither the part nor the line */
  async publish(onProgress: (progress: BandProgress) => void, signal: AbortSignal): Promise<RenderReport> {
    const { scene } = this.#request;
    checkScene(scene);
    const job = await jobFileOf(this.#target.of(this.rows), signal);
    const guard = job === null ? null : await guardReads(scene, job, signal);
    const plan = renderPlan(rendererFor(scene), this.#request, surroundingsOfProcess());
    const keeper = this.#keeper(job, guard);
    try {
      return await this.#renderKept(plan, { guard, keeper, onProgress }, signal);
    } catch (error) {
      if (!(error instanceof RenderFailure)) throw error;
      if (!error.mayComeFromState) throw error.cause;
    }
    // A full disk, for example, or a renderer that may not write there, or a state that it cannot continue.
    keeper?.discard();
    const plain = { ...plan, rows: this.rows, states: null };
    try {
      return await this.#renderOnce(plain, { guard, keeper: null, onProgress }, signal);
    } catch (error) {
      throw error instanceof RenderFailure ? error.cause : error;
    }
  }

  #preview(render: RunningRender, { states }: RenderPlan, signal: AbortSignal): BandPreview | null {
    if (states === null || !this.#target.previews) return null;
    const target = this.#target.of(this.rows);
    const band = { width: this.#request.width, rows: () => this.rows, states, folder: target.folder };
    return new BandPreview({ ...band, checkOpen: () => checkOpenJob(target, signal) }, render);
  }

  /** null = it is not known what the job reads, so nothing is kept for later. */
  #keeper(job: JobFile | null, guard: ReadsGuard | null): Keeper | null {
    if (job === null || guard === null || !knowsReads(job)) return null;
    const { folder } = this.#target.of(this.rows);
    return new Keeper(this.#request, { job, guard, folder: this.#target.statesFolder, shared: folder });
  }

  /** @throws RenderFailure, TdError */
  async #renderKept(plan: RenderPlan, around: AroundBand, signal: AbortSignal): Promise<RenderReport> {
    const { keeper } = around;
    const report =
      keeper === null
        ? await this.#renderOnce(plan, around, signal)
        : await this.#renderFromBlocks(keeper.plan(plan), around, signal);
    keeper?.discard();
    return report;
  }

  /** Makes the part from blocks, if it can. @throws RenderFailure, TdError */
  async #renderFromBlocks(plan: RenderPlan, around: AroundBand, signal: AbortSignal): Promise<RenderReport> {
    const transfer = bandTransfer(this.#request, plan);
    try {
      return await this.#renderOnce({ ...plan, transfer }, around, signal);
    } catch (error) {
      if (!(error instanceof RenderFailure && error.cause instanceof NoNumber)) throw error;
      // The blocks have been kept: the renderer only has to write the image.
      return await this.#renderOnce(plan, around, signal);
    } finally {
      transfer?.end();
    }
  }

  /** @throws RenderFailure, TdError */
  async #renderOnce(
    plan: RenderPlan,
    { guard, keeper, onProgress }: AroundBand,
    signal: AbortSignal,
  ): Promise<RenderReport> {
    const stop = linkAbort(signal);
    // Starts the renderer first, and loads the rest while the renderer produces the first rows.
    const render = renderRows(plan, onProgress, stop.signal);
    this.#render = render;
    for (const blocks of this.#came) render.blocksCame(blocks);
    keeper?.follow(render, plan);
    // From then on, the blocks are read for the part.
    void render.ready.then(
      () => keeper?.stop(),
      () => undefined,
    );
    const preview = this.#preview(render, plan, stop.signal);
    try {
      const { publishRows } = await import('./publish-rows.ts');
      const report = await publishRows(render, this.#request, { target: this.#target, guard }, signal);
      // The renderer needs another 0.35 s to exit; there is no need to wait for that.
      await render.release();
      return report;
    } catch (error) {
      keeper?.stop();
      await keeper?.save(render, plan);
      stop.abort(error);
      throw error;
    } finally {
      this.#render = null;
      stop.unlink();
      await preview?.stop();
    }
  }
}

function bandTransfer(request: RenderRequest, { states }: RenderPlan): BandTransferFunction | null {
  if (states === null) return null;
  const renderer = rendererFor(request.scene);
  return new BandTransferFunction({ renderer, states, request, surroundings: surroundingsOfProcess() });
}

/** Whether the job file names all files that the scene reads. */
export function knowsReads({ sceneHash, reads }: JobFile): boolean {
  return sceneHash !== null && reads !== undefined && reads.files.length === reads.count;
}

interface AroundBand {
  readonly guard: ReadsGuard | null;
  readonly keeper: Keeper | null;
  readonly onProgress: (progress: BandProgress) => void;
}

/** @throws TdError if it cannot be read */
export function checkScene(scene: string): void {
  try {
    accessSync(scene);
  } catch (cause) {
    throw new TdError(`${scene}: cannot read the scene: ${errorMessage(cause)}`, {
      code: 'E_SCENE',
      path: scene,
      cause,
    });
  }
}

import { accessSync } from 'node:fs';
import { errorMessage, linkAbort, type RenderReport, type Rows, TdError } from '@task-distributor/band';
import { rendererFor, type RenderRequest } from '@task-distributor/render';
import { jobFileOf } from '../publish-part.ts';
import { surroundingsOfProcess } from '../surroundings.ts';
import type { BandProgress } from './band-progress.ts';
import type { BandTarget } from './publish-rows.ts';
import { guardReads, type ReadsGuard } from './reads-guard.ts';
import { RenderFailure } from './render-failure.ts';
import { type RenderPlan, renderPlan } from './render-plan.ts';
import { renderRows, type RunningRender } from './render-rows.ts';

/** Renders a band, publishes its part, and marks it done. */
export class BandWork {
  /** The rows of the band. */
  rows: Rows;
  readonly #request: RenderRequest;
  readonly #target: BandTarget;
  #render: RunningRender | null = null;

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

  /** @throws TdError, and then writes neither the part nor the line */
  async publish(onProgress: (progress: BandProgress) => void, signal: AbortSignal): Promise<RenderReport> {
    const { scene } = this.#request;
    checkScene(scene);
    const job = await jobFileOf(this.#target.of(this.rows), signal);
    const guard = job === null ? null : await guardReads(scene, job, signal);
    const plan = renderPlan(rendererFor(scene), this.#request, surroundingsOfProcess());
    try {
      return await this.#renderOnce(plan, { guard, onProgress }, signal);
    } catch (error) {
      if (!(error instanceof RenderFailure)) throw error;
      if (!error.mayComeFromState) throw error.cause;
    }
    // A full disk, for example, or a renderer that may not write there.
    const plain = { ...plan, rows: this.rows, states: null };
    try {
      return await this.#renderOnce(plain, { guard, onProgress }, signal);
    } catch (error) {
      throw error instanceof RenderFailure ? error.cause : error;
    }
  }

  /** @throws RenderFailure, TdError */
  async #renderOnce(
    plan: RenderPlan,
    { guard, onProgress }: Surveillance,
    signal: AbortSignal,
  ): Promise<RenderReport> {
    const stop = linkAbort(signal);
    // Starts the renderer first, and loads the rest while the renderer produces the first rows.
    const render = renderRows(plan, onProgress, stop.signal);
    this.#render = render;
    try {
      const { publishRows } = await import('./publish-rows.ts');
      const report = await publishRows(render, this.#request, { target: this.#target, guard }, signal);
      // The renderer needs another 0.35 s to exit; there is no need to wait for that.
      render.release();
      return report;
    } catch (error) {
      stop.abort(error);
      throw error;
    } finally {
      this.#render = null;
      stop.unlink();
    }
  }
}

interface Surveillance {
  readonly guard: ReadsGuard | null;
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

import type { RenderProgress } from '@task-distributor/render';

/** Measures what a renderer cannot report of itself. */
export class RenderClock {
  #firstPixels: number | null = null;
  #spentMs = 0;
  #given = 0;

  /** Call it before a run starts. @param done pixels that are there already */
  starts({ done }: RenderProgress): void {
    this.#given = done;
  }

  progressed({ done }: RenderProgress): void {
    if (done > this.#given) this.#firstPixels ??= performance.now();
  }

  /** Call it when a run is ended before its own end. */
  ends(): void {
    if (this.#firstPixels !== null) this.#spentMs = performance.now() - this.#firstPixels;
  }

  /** From the start of this process to the first pixels; null = there were none to render. */
  get launchSeconds(): number | null {
    return this.#firstPixels === null ? null : Math.round(this.#firstPixels / 10) / 100;
  }

  /** @param reported by the last run */
  traceSeconds(reported: number | null): number | null {
    return reported === null ? null : Math.round(this.#spentMs + reported * 1_000) / 1_000;
  }
}

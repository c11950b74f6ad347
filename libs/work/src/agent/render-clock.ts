import type { RenderProgress } from '@task-distributor/render';

/** Measures what a renderer cannot report of itself. */
export class RenderClock {
  readonly #began: number;
  #firstPixels: number | null = null;
  #spentMs = 0;
  #given = 0;
  /** Share of the pixels that were there before the first run; null = none. */
  continued: number | null = null;
  #hasStarted = false;

  /** @param began when its launch began, in milliseconds after the start of this process; default: with this process */
  constructor(began = 0) {
    this.#began = began;
  }

  /** Call it before a run starts. @param done pixels that are there already */
  starts({ done, total }: RenderProgress): void {
    this.#given = done;
    if (!this.#hasStarted && done > 0) this.continued = Math.round((100 * done) / total) / 100;
    this.#hasStarted = true;
  }

  /** The first block has been begun. */
  begins(): void {
    this.#firstPixels ??= performance.now();
  }

  progressed({ done }: RenderProgress): void {
    if (done > this.#given) this.#firstPixels ??= performance.now();
  }

  /** Call it when a run is ended before its own end. */
  ends(): void {
    if (this.#firstPixels !== null) this.#spentMs = performance.now() - this.#firstPixels;
  }

  /** From the beginning of its launch until its first block was begun; null = there was none to render. */
  get launchSeconds(): number | null {
    return this.#firstPixels === null ? null : Math.round((this.#firstPixels - this.#began) / 10) / 100;
  }

  /** @param reported by the last run */
  traceSeconds(reported: number | null): number | null {
    return reported === null ? null : Math.round(this.#spentMs + reported * 1_000) / 1_000;
  }
}

import { resolve } from 'node:path';
import { TdError, type Rows } from '@task-distributor/band';
import type { RenderCommand, RenderEnd, Rendering, RenderProgress, RenderRequest } from '../renderer.ts';
import { blockSize } from './block-size.ts';
import { povrayArguments, povrayFolder } from './command-line.ts';
import { judgeReport, reportsAllRendered } from './judge-report.ts';
import { PovrayMessages } from './messages.ts';
import { mayAntialias } from './options.ts';
import { renderedRegion } from './rendered-region.ts';

/**
 * One run of POV-Ray for a band. The region depends on anti-aliasing. The options only suggest whether that is on, because a
 * user's povray.ini can turn it on too. POV-Ray reports it before it traces. If the band then needs another region, this run
 * is replaced by another one.
 */
export class PovrayRendering implements Rendering {
  readonly region: Rows;
  readonly command: RenderCommand;
  readonly #request: RenderRequest;
  /** Height of the grid that this run assumes; 1 = any cut gives the same pixels. */
  readonly #grid: number;
  /** Height of a block. */
  readonly #block: number;
  readonly #messages = new PovrayMessages();
  #instead: Rendering | null = null;

  static plan(request: RenderRequest, env: NodeJS.ProcessEnv): PovrayRendering {
    const block = blockSize(request.options, env);
    const grid = mayAntialias(request.options) ? block : 1;
    return new PovrayRendering({ ...request, scene: resolve(request.scene) }, grid, block);
  }

  private constructor(request: RenderRequest, grid: number, block: number) {
    this.#request = request;
    this.#grid = grid;
    this.#block = block;
    this.region = renderedRegion(request.rows, request.height, grid);
    this.command = {
      program: request.program,
      args: povrayArguments(request, this.#isWhole ? null : this.region),
      folder: povrayFolder(request.scene),
    };
  }

  read(chunk: Uint8Array): void {
    this.#messages.write(chunk);
  }

  readEnd(): void {
    this.#messages.end();
  }

  get progress(): RenderProgress {
    const { done, total, seconds } = this.#messages.report;
    return { done, total, parseSeconds: seconds.parse, traceSeconds: seconds.trace };
  }

  get isRendered(): boolean {
    return this.#neededGrid === this.#grid && reportsAllRendered(this.#messages.report, this.#pixels);
  }

  get verdict(): 'undecided' | 'right' | Rendering {
    if (this.#messages.report.antialiasing === null) return 'undecided';
    if (this.#neededGrid === this.#grid) return 'right';
    this.#instead ??= new PovrayRendering(this.#request, this.#neededGrid, this.#block);
    return this.#instead;
  }

  judge(end: RenderEnd): TdError | null {
    const { rows } = this.#request;
    if (this.#neededGrid !== this.#grid) {
      return new TdError(
        'POV-Ray reported only after its image that anti-aliasing is on: give +A on the command line',
        { code: 'E_RENDER', rows },
      );
    }
    return judgeReport(end, this.#messages.report, {
      request: this.#request,
      region: this.region,
      pixels: this.#pixels,
    });
  }

  get #isWhole(): boolean {
    return this.region.first === 1 && this.region.last === this.#request.height;
  }

  get #neededGrid(): number {
    return this.#messages.report.antialiasing === 1 && !this.#isWhole ? this.#block : this.#grid;
  }

  /** Expected number of pixels. */
  get #pixels(): number {
    return this.#request.width * (this.region.last - this.region.first + 1);
  }
}

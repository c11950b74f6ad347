import { resolve } from 'node:path';
import { isWholeImage, TdError, type Rows } from '@task-distributor/band';
import type {
  RenderCommand,
  RenderEnd,
  Rendering,
  RenderProgress,
  RenderRequest,
  Surroundings,
} from '../renderer.ts';
import { type BlockGrid, blockGrid } from './block-grid.ts';
import { povrayCommand, type ReadRequest } from './command-line.ts';
import { judgeReport, reportsAllRendered } from './judge-report.ts';
import { PovrayMessages } from './messages.ts';
import { EffectiveOptions } from './options/effective-options.ts';
import { readOptions } from './options/read-options.ts';
import { renderedRegion } from './rendered-region.ts';
import { workingFiles } from './scene/working-files.ts';

/**
 * One run of POV-Ray for a band. The region depends on anti-aliasing. A script around POV-Ray can turn that on behind the options,
 * but POV-Ray reports it before it traces. If the band then needs another region, this run is replaced by another one.
 */
export class PovrayRendering implements Rendering {
  readonly region: Rows;
  readonly command: RenderCommand;
  readonly #read: ReadRequest;
  readonly #grid: BlockGrid;
  readonly #messages = new PovrayMessages();
  #instead: Rendering | null = null;

  static plan(request: RenderRequest, surroundings: Surroundings): PovrayRendering {
    const options = readOptions(request.options, surroundings);
    const scene = resolve(surroundings.folder, request.scene);
    const working = workingFiles(scene, options);
    const read = { request: { ...request, scene }, options, surroundings, working };
    return new PovrayRendering(read, blockGrid(new EffectiveOptions(options)));
  }

  private constructor(read: ReadRequest, grid: BlockGrid) {
    this.#read = read;
    this.#grid = grid;
    const { rows, height } = read.request;
    this.region = renderedRegion(rows, height, grid.grid);
    this.command = povrayCommand(read, this.region);
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
    return this.#neededGrid === this.#grid.grid && reportsAllRendered(this.#messages.report, this.#pixels);
  }

  get verdict(): 'undecided' | 'right' | Rendering {
    if (this.#messages.report.antialiasing === null) return 'undecided';
    if (this.#neededGrid === this.#grid.grid) return 'right';
    this.#instead ??= new PovrayRendering(this.#read, { ...this.#grid, grid: this.#neededGrid });
    return this.#instead;
  }

  judge(end: RenderEnd): TdError | null {
    const { request } = this.#read;
    if (this.#neededGrid !== this.#grid.grid) {
      return new TdError(
        'POV-Ray reported only after its image that anti-aliasing is on: give +A on the command line',
        { code: 'E_RENDER', rows: request.rows },
      );
    }
    return judgeReport(end, this.#messages.report, {
      request,
      region: this.region,
      pixels: this.#pixels,
    });
  }

  get #isWhole(): boolean {
    return isWholeImage(this.region, this.#read.request.height);
  }

  get #neededGrid(): number {
    return this.#messages.report.antialiasing === 1 && !this.#isWhole ? this.#grid.block : this.#grid.grid;
  }

  /** Expected number of pixels. */
  get #pixels(): number {
    return this.#read.request.width * (this.region.last - this.region.first + 1);
  }
}

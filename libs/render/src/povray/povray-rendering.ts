import { resolve } from 'node:path';
import { TdError, type Rows } from '@task-distributor/band';
import type {
  RenderCommand,
  RenderEnd,
  Rendering,
  RenderProgress,
  RenderRequest,
  Surroundings,
} from '../renderer.ts';
import { blockGrid } from './block-grid.ts';
import { povrayArguments, povrayFolder } from './command-line.ts';
import { judgeReport, saysAllRendered } from './judge-report.ts';
import { PovrayMessages } from './messages.ts';
import { EffectiveOptions } from './options/effective-options.ts';
import { readOptions } from './options/read-options.ts';
import { renderedRegion } from './rendered-region.ts';

/**
 * One run of POV-Ray for a band. Its options say which region the band needs. What POV-Ray itself reports before it traces is
 * what counts: where the band needs another region, another run is made instead.
 */
export class PovrayRendering implements Rendering {
  readonly region: Rows;
  readonly command: RenderCommand;
  readonly #request: RenderRequest;
  /** Rows of the grid that this run assumes; 1 = any cut gives the same pixels. */
  readonly #grid: number;
  /** Rows of a block. */
  readonly #block: number;
  readonly #messages = new PovrayMessages();
  #instead: Rendering | null = null;

  static plan(request: RenderRequest, surroundings: Surroundings): PovrayRendering {
    const options = new EffectiveOptions(readOptions(request.options, surroundings));
    const { grid, block } = blockGrid(options);
    const scene = resolve(surroundings.folder, request.scene);
    return new PovrayRendering({ ...request, scene }, grid, block);
  }

  private constructor(request: RenderRequest, grid: number, block: number) {
    this.#request = request;
    this.#grid = grid;
    this.#block = block;
    this.region = renderedRegion(request.rows, request.height, grid);
    this.command = {
      program: request.program,
      args: povrayArguments(request, this.region),
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
    return this.#messages.report;
  }

  get isRendered(): boolean {
    return this.#neededGrid === this.#grid && saysAllRendered(this.#messages.report, this.#pixels);
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
        'POV-Ray said only after its image that anti-aliasing is on: give +A on the command line',
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

  /** How many it should render. */
  get #pixels(): number {
    return this.#request.width * (this.region.last - this.region.first + 1);
  }
}

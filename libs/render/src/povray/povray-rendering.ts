import { resolve } from 'node:path';
import { isWholeImage, TdError } from '@task-distributor/band';
import type { RenderCommand } from '../render-command.ts';
import type { RenderEnd, Rendering, RenderProgress, RenderRequest, Surroundings } from '../renderer.ts';
import { BlockLayout, type Columns } from '../block-layout.ts';
import { type BlockGrid, blockGrid } from './block-grid.ts';
import { povrayCommand, type ReadRequest } from './command-line.ts';
import { type Asked, judgeReport, reportsAllRendered } from './judge-report.ts';
import { PovrayMessages } from './messages.ts';
import { EffectiveOptions } from './options/effective-options.ts';
import { readOptions } from './options/read-options.ts';
import { pixelsOf, type StateBlock } from '../state-format.ts';
import { renderedRegion } from './rendered-region.ts';
import { workingFiles } from './scene/working-files.ts';

/**
 * One run of POV-Ray for a band. The region depends on anti-aliasing. A script around POV-Ray can turn that on behind the options,
 * but POV-Ray reports it before it traces. If the band then needs another region, this run is replaced by another one.
 */
export class PovrayRendering implements Rendering {
  readonly blocks: BlockLayout;
  readonly command: RenderCommand;
  readonly #read: ReadRequest;
  readonly #grid: BlockGrid;
  /** Pixels of the region that were rendered before; null = not known. */
  readonly #givenPixels: number | null;
  readonly #messages = new PovrayMessages();
  #instead: Rendering | null = null;

  static plan(request: RenderRequest, surroundings: Surroundings, columns?: Columns): PovrayRendering {
    const scene = resolve(surroundings.folder, request.scene);
    const all = { first: 1, last: request.width };
    const { options, working } = knownBy(request.run) ?? lookedFor(scene, request.options, surroundings);
    const read = { request: { ...request, scene }, columns: columns ?? all, options, surroundings, working };
    return new PovrayRendering(read, blockGrid(new EffectiveOptions(options)));
  }

  private constructor(read: ReadRequest, grid: BlockGrid) {
    this.#read = read;
    this.#grid = grid;
    const { rows, height, run } = read.request;
    this.blocks = new BlockLayout(renderedRegion(rows, height, grid.grid), read.columns, grid.block);
    this.command = povrayCommand(read, this.blocks.region);
    this.#givenPixels = pixelsGiven(run?.given ?? [], this.blocks);
  }

  /** What does not depend on rows and columns. */
  get known(): Known {
    return this.#read;
  }

  read(chunk: Uint8Array): void {
    this.#messages.write(chunk);
  }

  readEnd(): void {
    this.#messages.end();
  }

  get progress(): RenderProgress {
    const { done, total, seconds } = this.#messages.report;
    const given = this.#givenPixels;
    const pixels =
      given === null || given === 0 ? { done, total } : { done: given + done, total: this.blocks.pixels };
    return {
      ...pixels,
      parseSeconds: seconds.parse,
      traceSeconds: seconds.trace,
      traceCpuSeconds: seconds.traceCpu,
    };
  }

  get isRendered(): boolean {
    return this.#neededGrid === this.#grid.grid && reportsAllRendered(this.#messages.report, this.#asked);
  }

  get verdict(): 'undecided' | 'right' | Rendering {
    if (this.#messages.report.antialiasing === null) return 'undecided';
    if (this.#neededGrid === this.#grid.grid) return 'right';
    this.#instead ??= new PovrayRendering(withoutBlocks(this.#read), {
      ...this.#grid,
      grid: this.#neededGrid,
    });
    return this.#instead;
  }

  /** Whether it has read the scene, with the one `assumed_gamma` of its scene. */
  get hasOneGamma(): boolean {
    const { mentionsGamma, seconds } = this.#messages.report;
    return seconds.parse !== null && !mentionsGamma;
  }

  judge(end: RenderEnd): TdError | null {
    const { request } = this.#read;
    if (this.#neededGrid !== this.#grid.grid) {
      return new TdError(
        'POV-Ray reported only after its image that anti-aliasing is on: give +A on the command line',
        { code: 'E_RENDER', rows: request.rows },
      );
    }
    return judgeReport(end, this.#messages.report, this.#asked);
  }

  get #isWhole(): boolean {
    return isWholeImage(this.blocks.region, this.#read.request.height);
  }

  get #neededGrid(): number {
    return this.#messages.report.antialiasing === 1 && !this.#isWhole ? this.#grid.block : this.#grid.grid;
  }

  get #asked(): Asked {
    const { region, pixels } = this.blocks;
    return {
      request: this.#read.request,
      region,
      pixels,
      missing: this.#givenPixels === null ? null : pixels - this.#givenPixels,
    };
  }
}

type Known = Pick<ReadRequest, 'options' | 'working'>;

function knownBy(run: RenderRequest['run']): Known | null {
  return run?.like instanceof PovrayRendering ? run.like.known : null;
}

function lookedFor(scene: string, words: readonly string[], surroundings: Surroundings): Known {
  const options = readOptions(words, surroundings);
  return { options, working: workingFiles(scene, options) };
}

/** null = not known. */
function pixelsGiven(given: readonly StateBlock[] | 'unknown', blocks: BlockLayout): number | null {
  if (given === 'unknown') return null;
  return given.filter((block) => blocks.holds(block)).reduce((sum, block) => sum + pixelsOf(block), 0);
}

/** The blocks of another region are of no use. */
function withoutBlocks(read: ReadRequest): ReadRequest {
  const { run } = read.request;
  if (run === undefined || run.given === null) return read;
  return { ...read, request: { ...read.request, run: { ...run, given: [] } } };
}

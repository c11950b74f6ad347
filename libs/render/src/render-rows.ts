import { resolve } from 'node:path';
import { type Rows, TdError } from '@task-distributor/band';
import { checkReport, hasRenderedAll } from './check-report.ts';
import type { PovrayReport } from './povray-messages.ts';
import { blockSize } from './block-size.ts';
import { mayAntialias } from './povray-options.ts';
import { povrayFolder, povrayWords } from './povray-words.ts';
import { renderedRegion } from './rendered-region.ts';
import { runPovray } from './run-povray.ts';
import { untilEndOfPng } from './until-end-of-png.ts';

export interface RenderRequest {
  /** The program, from findPovray. */
  povray: string;
  /** Path of the scene file. */
  scene: string;
  width: number;
  height: number;
  rows: Rows;
  /** Output format switch: `+FN`, `+FN16`. */
  format: string;
  /** What a user adds; checked by checkPovrayOptions. */
  options: readonly string[];
}

export interface RowsRender {
  /** The uncut PNG, as POV-Ray writes it: to be read to its end, else POV-Ray waits. */
  readonly image: AsyncIterable<Uint8Array>;
  /**
   * Resolves when POV-Ray has rendered all that was asked for, by its own statistics or because it ended well; rejects
   * with a TdError otherwise.
   */
  readonly finished: Promise<PovrayReport>;
  /** To be called after `finished`: this process may end before POV-Ray does. */
  leave(): void;
}

/**
 * Renders a band, and gives the image while it comes.
 * @param onProgress called with pixels done and to do
 * @param signal ends POV-Ray when it is aborted
 */
export function renderRows(
  request: RenderRequest,
  onProgress: (report: PovrayReport) => void,
  signal: AbortSignal,
): RowsRender {
  const block = blockSize(request.options, process.env);
  const grid = mayAntialias(request.options) ? block : 1;
  const first = renderOnGrid(request, { grid, block }, onProgress, signal);
  const final = first.neededGrid.then((needed) =>
    needed === grid ? first : renderOnGrid(request, { grid: needed, block }, onProgress, signal),
  );
  const finished = final.then((render) => render.finished);
  finished.catch(() => undefined);
  const leave = () => void final.then((render) => render.leave());
  return { image: imageOf(final), finished, leave };
}

async function* imageOf(render: Promise<RowsRender>): AsyncGenerator<Uint8Array> {
  yield* (await render).image;
}

/**
 * One run of POV-Ray. A user's own povray.ini can turn anti-aliasing on as well as an option can; POV-Ray says so
 * before it traces, and where the band needs another grid for it, this run is ended.
 * @returns also the grid that the band needs by what POV-Ray says
 */
function renderOnGrid(
  request: RenderRequest,
  { grid, block }: { grid: number; block: number },
  onProgress: (report: PovrayReport) => void,
  signal: AbortSignal,
): RowsRender & { neededGrid: Promise<number> } {
  const { povray, width, height, rows } = request;
  const scene = resolve(request.scene);
  const region = renderedRegion(rows, height, grid);
  const pixels = width * (region.last - region.first + 1);
  const isWhole = region.first === 1 && region.last === height;
  const wrongGrid = new AbortController();
  let decide: (grid: number) => void = () => undefined;
  const neededGrid = new Promise<number>((decided) => (decide = decided));
  let tellRendered: () => void = () => undefined;
  const rendered = new Promise<void>((resolve) => (tellRendered = resolve));
  let imageBegun = false;
  const onReport = () => {
    const needed = run.report.antialiasing === 1 && !isWhole ? block : grid;
    if (needed > grid) wrongGrid.abort();
    if (run.report.antialiasing !== null && !imageBegun) decide(needed);
    if (needed === grid && hasRenderedAll(run.report, pixels)) tellRendered();
    onProgress(run.report);
  };
  const run = runPovray(
    povray,
    povrayWords({ ...request, scene }, isWhole ? null : region),
    povrayFolder(scene),
    onReport,
    AbortSignal.any([signal, wrongGrid.signal]),
  );
  // An image before the report is none of POV-Ray's own doing (a wrapper holds its messages back), but can be.
  run.image.once('readable', () => {
    imageBegun = true;
    decide(grid);
  });
  const endedWell = run.ended.then((end) => {
    decide(grid);
    signal.throwIfAborted();
    if (wrongGrid.signal.aborted) {
      throw new TdError(
        'POV-Ray said only after its image that anti-aliasing is on: give +A on the command line',
        {
          code: 'E_RENDER',
          rows,
        },
      );
    }
    checkReport(end, run.report, {
      povray,
      scene,
      options: request.options,
      rows,
      region,
      pixels,
    });
    return run.report;
  });
  const finished = Promise.race([rendered.then(() => run.report), endedWell]);
  finished.catch(() => undefined);
  endedWell.catch(() => undefined);
  return { image: untilEndOfPng(run.image, rendered), finished, leave: run.leave, neededGrid };
}

import { basename, dirname, resolve } from 'node:path';
import { execa } from 'execa';
import { errorMessage, formatRows, type Rows, TdError } from '@task-distributor/band';
import { PovrayMessages, povrayError, type PovrayReport } from './povray-messages.ts';
import { hasSetpriv } from './has-setpriv.ts';
import { blockSize, mayAntialias } from './povray-options.ts';
import { renderedRegion } from './rendered-region.ts';

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
  /** Resolves when POV-Ray ended well and rendered all that was asked for; rejects with a TdError otherwise. */
  readonly finished: Promise<PovrayReport>;
}

/**
 * Starts POV-Ray for a band and gives its image while it comes.
 * Aborting the signal ends POV-Ray; so does the end of this process, where `setpriv` can arrange that.
 * @param onProgress called with pixels done and to do
 */
export function renderRows(
  request: RenderRequest,
  onProgress: (report: PovrayReport) => void,
  signal: AbortSignal,
): RowsRender {
  const grid = mayAntialias(request.options) ? blockSize(request.options) : 1;
  const first = startPovray(request, grid, onProgress, signal);
  // Nothing reaches stdout before the trace has begun, and by then POV-Ray has said which anti-aliasing it uses.
  const final = first.neededGrid.then((needed) =>
    needed === grid ? first : startPovray(request, needed, onProgress, signal),
  );
  const finished = final.then((render) => render.finished);
  finished.catch(() => undefined);
  return { image: imageOf(final), finished };
}

interface PovrayRun {
  image: AsyncIterable<Uint8Array>;
  finished: Promise<PovrayReport>;
  /** The grid that the band needs by what POV-Ray reports: where it is another than was used, this run is ended. */
  neededGrid: Promise<number>;
}

async function* imageOf(run: Promise<PovrayRun>): AsyncGenerator<Uint8Array> {
  yield* (await run).image;
}

function startPovray(
  request: RenderRequest,
  grid: number,
  onProgress: (report: PovrayReport) => void,
  signal: AbortSignal,
): PovrayRun {
  const { povray, scene, width, height, rows } = request;
  const region = renderedRegion(rows, height, grid);
  const again = new AbortController();
  const words = [povray, ...povrayWords(request, region)];
  const [program, ...args] = [...deathSignal(), ...words] as [string, ...string[]];
  const subprocess = execa(program, args, {
    stdin: 'ignore',
    buffer: false,
    reject: false,
    cancelSignal: AbortSignal.any([signal, again.signal]),
    forceKillAfterDelay: 2_000,
    env: { LC_ALL: 'C' },
  });
  let decide: (grid: number) => void = () => undefined;
  const neededGrid = new Promise<number>((resolveGrid) => (decide = resolveGrid));
  const messages = new PovrayMessages(() => {
    const needed = messages.report.antialiasing === 1 ? blockSize(request.options) : 1;
    // A user's own povray.ini can turn anti-aliasing on as well as an option: then the band is rendered again, wider.
    if (messages.report.antialiasing !== null) {
      if (needed > grid && !isWhole(region, height)) {
        decide(needed);
        again.abort();
      } else decide(grid);
    }
    onProgress(messages.report);
  });
  subprocess.stderr.on('data', (chunk: Uint8Array) => messages.write(chunk));
  subprocess.stderr.on('error', () => undefined);
  const finished = subprocess.then((result) => {
    messages.end();
    decide(grid);
    signal.throwIfAborted();
    const report = messages.report;
    const name = `POV-Ray, ${basename(scene)}`;
    const why = povrayError(report);
    if (result.exitCode === undefined) {
      const ending = result.signal
        ? `was killed by ${result.signal}`
        : `could not be started: ${errorMessage(result.cause)}`;
      throw new TdError(`${name}: ${povray} ${ending}`, { code: 'E_RENDER', rows, cause: result });
    }
    if (result.exitCode !== 0) {
      throw new TdError(`${name}: exit ${result.exitCode}: ${why ?? 'it said nothing'}`, {
        code: 'E_RENDER',
        rows,
      });
    }
    const asked = width * (region.last - region.first + 1);
    if (report.done !== asked || report.total !== asked) {
      throw new TdError(
        `${name}: it exited 0, but rendered ${report.done} of ${report.total} pixels where ${asked} were asked for (rows ${formatRows(region)})`,
        { code: 'E_RENDER', rows },
      );
    }
    return report;
  });
  finished.catch(() => undefined);
  return { image: subprocess.stdout, finished, neededGrid };
}

/** POV-Ray's command line. What must hold comes last: POV-Ray takes the last word. */
function povrayWords(request: RenderRequest, region: Rows): string[] {
  const scene = resolve(request.scene);
  return [
    request.format,
    ...request.options,
    `+L${dirname(scene)}`,
    `+I${scene}`,
    `+W${request.width}`,
    `+H${request.height}`,
    ...(isWhole(region, request.height) ? [] : [`+SR${region.first}`, `+ER${region.last}`]),
    // To stdout, without display, pause and continued trace, all messages to stderr, with progress.
    ...['+O-', '-D', '-P', '-C', '+GA', '+V'],
  ];
}

function isWhole(region: Rows, height: number): boolean {
  return region.first === 1 && region.last === height;
}

/** Has the kernel end POV-Ray when its parent is killed and can do nothing any more. */
function deathSignal(): string[] {
  return process.platform === 'linux' && hasSetpriv() ? ['setpriv', '--pdeathsig', 'TERM', '--'] : [];
}

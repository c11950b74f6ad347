import { noWorkerCode, formatRows, type Rows, TdError } from '@task-distributor/band';
import { type HostAddress, type Launcher, quoteCommand, runOnHost } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import { adviceOnMissing, workerCommandOn } from '../../workers/worker-command.ts';
import type { ImagePlan } from '../../plans.ts';
import type { Size } from '../probe-size.ts';
import { decodeReport, type RowsReport } from '../rows-report.ts';

/** What all hosts of a probe have in common. */
export interface HostsContext {
  /** The scene's path is absolute. */
  readonly image: ImagePlan;
  readonly launcher: Launcher;
  /** The worker's command line; null = the default. */
  readonly worker: string | null;
  /** The renderer's program; null = the worker looks for it. */
  readonly renderer: string | null;
  readonly wantsPicture: boolean;
  /** How long the second copy may take a host. */
  readonly seconds: number;
  /** Takes one line for the user. */
  warn(line: string): void;
}

/** Rows of a small copy. */
export interface SmallRows {
  readonly size: Size;
  readonly rows: Rows;
}

/**
 * Lets a td-worker on a host render rows of a small copy, and measure them.
 * @throws TdError with the reason; the signal's reason
 */
export async function measureOnHost(
  context: HostsContext,
  host: HostAddress,
  small: SmallRows,
  signal: AbortSignal,
): Promise<RowsReport> {
  const { launcher, worker } = context;
  const command = workerCommandOn(launcher, host, worker);
  const commandLine = `${command} ${quoteCommand(wordsOf(context, small))}`;
  const lines = await runOnHost({ launcher, host, commandLine }, signal).catch((error: unknown) => {
    if (!(error instanceof TdError) || error.code !== noWorkerCode) throw error;
    throw new TdError(`${error.message}${adviceOnMissing(launcher, host, command)}`, { code: error.code });
  });
  const report = decodeReport(lines);
  if (report !== null && covers(report, small.rows)) return report;
  throw noReport(command, lines);
}

function noReport(command: string, [line]: readonly string[]): TdError {
  const got = line === undefined ? 'nothing' : `"${shortened(line)}"`;
  return new TdError(
    `"${command}" is no td-worker of this version: Expected costs of rows, got ${got}; give --worker COMMAND, the command line of td-worker on the hosts`,
  );
}

function shortened(line: string): string {
  return line.length > longestShown ? `${line.slice(0, longestShown)}...` : line;
}

function wordsOf({ image, renderer, wantsPicture }: HostsContext, { size, rows }: SmallRows): string[] {
  const { scene, options } = image;
  const { width, height } = size;
  return [
    '--probe',
    wantsPicture ? 'picture' : 'costs',
    '--lifeline',
    '--scene',
    scene,
    '-x',
    String(width),
    '-y',
    String(height),
    '--rows',
    formatRows(rows),
    ...(renderer === null ? [] : [`${rendererFor(scene).host.programOption}=${renderer}`]),
    ...(options.length === 0 ? [] : ['--', ...options]),
  ];
}

function covers({ strips }: RowsReport, { first, last }: Rows): boolean {
  let next = first;
  for (const strip of strips) {
    if (strip.first !== next || strip.last < strip.first) return false;
    next = strip.last + 1;
  }
  return next === last + 1;
}

/** Characters of what something else has written. */
const longestShown = 40;

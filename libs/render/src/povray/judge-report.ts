import { basename } from 'node:path';
import { errorMessage, formatRows, type Rows, TdError } from '@task-distributor/band';
import type { RenderEnd, RenderRequest } from '../renderer.ts';
import { povrayError, type PovrayReport } from './messages.ts';

/** What a run of POV-Ray was to do. */
export interface Asked {
  readonly request: RenderRequest;
  readonly region: Rows;
  /** How many it should have rendered. */
  readonly pixels: number;
}

/**
 * Whether POV-Ray ended well and rendered all that it was asked for.
 * @returns null, or why not, in POV-Ray's own words where it has some; E_SCENE_WRONG where every POV-Ray would say the same
 */
export function judgeReport(end: RenderEnd, report: PovrayReport, asked: Asked): TdError | null {
  const { request, region, pixels } = asked;
  const fail = (reason: string, code = 'E_RENDER'): TdError =>
    new TdError(`POV-Ray, ${basename(request.scene)}: ${reason}`, {
      code,
      rows: request.rows,
      cause: end.cause,
    });
  if (end.exitCode === undefined) return fail(whyWithoutExitCode(end, report, request.program));
  if (end.exitCode !== 0) {
    const { reason, isWrongEverywhere } = whyItFailed(report, request.options);
    return fail(`exit ${end.exitCode}: ${reason}`, isWrongEverywhere ? 'E_SCENE_WRONG' : undefined);
  }
  if (isComplete(report, pixels)) return null;
  return fail(
    `it exited 0, but rendered ${report.done} of ${report.total} pixels where ${pixels} were asked for (rows ${formatRows(region)})`,
  );
}

/**
 * Whether POV-Ray has said that it has rendered everything, with the time it took. What it does afterwards, which takes it
 * 0.35 s, no longer concerns the image.
 */
export function saysAllRendered({ done, total, traceSeconds }: PovrayReport, pixels: number): boolean {
  return total === pixels && done === pixels && traceSeconds !== null;
}

function whyWithoutExitCode({ signal, cause }: RenderEnd, report: PovrayReport, program: string): string {
  if (signal === undefined) return `${program} could not be started: ${errorMessage(cause)}`;
  // Its last line alone would be no reason: only after a failed assertion of its own has it said why.
  const why = report.errors.length > 0 ? `: ${povrayError(report)}` : '';
  return `${program} was killed by ${signal}${why}`;
}

function whyItFailed(
  report: PovrayReport,
  options: readonly string[],
): { reason: string; isWrongEverywhere: boolean } {
  const error = povrayError(report) ?? 'it said nothing';
  if (/^Problem with option/.test(error)) {
    return { reason: `${error}, one of ${options.join(' ')}`, isWrongEverywhere: true };
  }
  // A file that is missing here may be there on another host; a syntax error is one everywhere.
  const isWrongEverywhere = /^File .* line \d+: Parse Error/.test(error) && !/Cannot (open|find)/.test(error);
  return { reason: error, isWrongEverywhere };
}

/**
 * The last progress line says 100 %. On a busy machine POV-Ray sometimes ends without writing that line (seen with
 * 3.7.0.10: two blocks of four were the last that it reported): then its statistics must count the pixels.
 */
function isComplete({ done, total, finished, pixels }: PovrayReport, asked: number): boolean {
  if (total !== asked) return false;
  return done === asked || (finished && pixels !== null && pixels >= asked);
}

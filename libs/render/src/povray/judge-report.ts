import { constants } from 'node:os';
import { basename } from 'node:path';
import { errorMessage, formatRows, type Rows, TdError } from '@task-distributor/band';
import type { RenderEnd, RenderRequest } from '../renderer.ts';
import { bestReason, noData } from './complaints.ts';
import type { PovrayReport } from './messages.ts';

/** What POV-Ray was asked to render. */
export interface Asked {
  readonly request: RenderRequest;
  readonly region: Rows;
  /** Pixels of the region. */
  readonly pixels: number;
  /** How many of them were not rendered before; null = not known. */
  readonly missing: number | null;
}

/**
 * Checks whether POV-Ray succeeded and rendered everything.
 * @returns null, or the reason for the failure, with POV-Ray's message if there is one; E_RENDER_KILLED if somebody has ended it, E_SCENE_WRONG if the render would
 * fail on every host, E_FILE_MISSING or E_PHOTON_FILE if this host lacks a file, E_FILE_DAMAGED if it has a damaged one,
 * E_UNWRITABLE if the scene cannot write a file
 */
export function judgeReport(end: RenderEnd, report: PovrayReport, asked: Asked): TdError | null {
  const { request, region, missing } = asked;
  const fail = (reason: string, code = 'E_RENDER'): TdError =>
    new TdError(`POV-Ray, ${basename(request.scene)}: ${reason}`, {
      code,
      rows: request.rows,
      cause: end.cause,
    });
  if (end.exitCode === undefined) {
    return fail(whyWithoutExitCode(end, report, request.program), codeOfSignal(end.signal));
  }
  if (end.exitCode !== 0) {
    const { reason, code = 'E_RENDER' } = whyItFailed(end.exitCode, report, request.options);
    return fail(`exit ${end.exitCode}: ${reason}`, code);
  }
  if (isComplete(report, asked)) return null;
  const expected = missing ?? `the statistics of ${asked.pixels}`;
  return fail(
    `it exited 0, but rendered ${report.done} of ${report.total} pixels, expected ${expected} (rows ${formatRows(region)})`,
  );
}

/**
 * Whether POV-Ray has reported that everything is rendered, and how long that took. What it does in its last 0.35 s does not
 * change the image.
 */
export function reportsAllRendered(report: PovrayReport, asked: Asked): boolean {
  if (report.seconds.trace === null) return false;
  if (asked.missing === null) return hasRightTotal(report, asked);
  return asked.missing === 0 || (report.total === asked.pixels && report.done === asked.missing);
}

function whyWithoutExitCode({ signal, cause }: RenderEnd, report: PovrayReport, program: string): string {
  if (signal === undefined) return `${program} could not be started: ${errorMessage(cause)}`;
  // Its last line alone is not a reason. There is an error only if it has aborted.
  const why = report.complaints.errors.length > 0 ? `: ${bestReason(report.complaints)}` : '';
  return `${program} was killed by ${signal}${why}`;
}

function codeOfSignal(signal: string | undefined): string {
  return ['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP'].includes(signal ?? '') ? 'E_RENDER_KILLED' : 'E_RENDER';
}

function whyItFailed(
  exitCode: number,
  { complaints }: PovrayReport,
  options: readonly string[],
): { reason: string; code?: string } {
  const killedBy = signalOf(exitCode);
  if (killedBy !== undefined && complaints.errors.length + complaints.others.length === 0) {
    return { reason: `killed by ${killedBy}`, code: codeOfSignal(killedBy) };
  }
  const error = bestReason(complaints) ?? 'no error message';
  if (/^Problem with option/.test(error)) {
    return { reason: `${error}, one of ${options.join(' ')}`, code: 'E_SCENE_WRONG' };
  }
  if (error === 'Unknown error code') {
    return { reason: `${error}: POV-Ray keeps large images in a file in /tmp; is /tmp full or read-only?` };
  }
  // A missing file may exist on another host; a syntax error is the same everywhere.
  if (complaints.errors.some((line) => noData.test(line))) return { reason: error, code: 'E_FILE_DAMAGED' };
  if (/Could not load photon map/.test(error)) return { reason: error, code: 'E_PHOTON_FILE' };
  if (/Cannot open user file .* \((write|append)\)/.test(error))
    return { reason: error, code: 'E_UNWRITABLE' };
  const isLocated = /^File .* line \d+: /.test(error);
  if (isLocated && /Cannot (open|find)/.test(error)) return { reason: error, code: 'E_FILE_MISSING' };
  return /^(File .* line \d+: )?Parse Error/.test(error)
    ? { reason: error, code: 'E_SCENE_WRONG' }
    : { reason: error };
}

/** The signal that a shell around POV-Ray reports by its own exit code. */
function signalOf(exitCode: number): string | undefined {
  return Object.entries(constants.signals).find(([, number]) => number + 128 === exitCode)?.[0];
}

/**
 * Whether the last progress line reports 100 %. On a busy machine POV-Ray sometimes ends without that line (with 3.7.0.10,
 * the last report was two blocks of four). Then the pixels in its statistics count instead.
 */
function isComplete(report: PovrayReport, asked: Asked): boolean {
  const { done, total, finished, pixels } = report;
  if (asked.missing === null) return finished && pixels !== null && hasRightTotal(report, asked);
  // Then it writes the image without a progress line.
  if (asked.missing === 0) return true;
  if (total !== asked.pixels) return false;
  return done === asked.missing || (finished && pixels !== null && pixels >= asked.missing);
}

/** For an image of which a part was rendered before, nobody knows how much. Without a progress line, it was all. */
function hasRightTotal({ total, pixels }: PovrayReport, asked: Asked): boolean {
  return total === asked.pixels || (total === 0 && pixels === 0);
}

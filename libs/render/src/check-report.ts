import { basename } from 'node:path';
import { errorMessage, formatRows, type Rows, TdError } from '@task-distributor/band';
import { povrayError, type PovrayReport } from './povray-messages.ts';
import type { PovrayEnd } from './run-povray.ts';

/**
 * Whether POV-Ray ended well and rendered all that it was asked for. Exit 0 is no proof of it.
 * @param asked.pixels how many it should have rendered
 * @throws TdError in POV-Ray's own words, where it has some; E_SCENE_WRONG where every POV-Ray would say the same
 */
export function checkReport(
  { exitCode, signal, cause }: PovrayEnd,
  report: PovrayReport,
  asked: {
    povray: string;
    scene: string;
    options: readonly string[];
    rows: Rows;
    region: Rows;
    pixels: number;
  },
): void {
  const { povray, scene, options, rows, region, pixels } = asked;
  const refuse = (what: string, code = 'E_RENDER'): never => {
    throw new TdError(`POV-Ray, ${basename(scene)}: ${what}`, { code, rows, cause });
  };
  if (exitCode === undefined && signal === undefined) {
    refuse(`${povray} could not be started: ${errorMessage(cause)}`);
  }
  if (exitCode === undefined) {
    // Of itself, after a failed assertion, it has said why; its last line alone would be no reason.
    const why = report.errors.length > 0 ? `: ${povrayError(report)}` : '';
    refuse(`${povray} was killed by ${signal}${why}`);
  }
  if (exitCode !== 0) {
    const why = povrayError(report) ?? 'it said nothing';
    const isOption = /^Problem with option/.test(why);
    const which = isOption ? `, one of ${options.join(' ')}` : '';
    refuse(`exit ${exitCode}: ${why}${which}`, isOption || isSceneWrong(why) ? 'E_SCENE_WRONG' : undefined);
  }
  if (!isComplete(report, pixels)) {
    refuse(
      `it exited 0, but rendered ${report.done} of ${report.total} pixels where ${pixels} were asked for (rows ${formatRows(region)})`,
    );
  }
}

/**
 * Whether POV-Ray has said that it has rendered all, with the time it took: what it does after that, which takes it 0.35 s,
 * is no longer about the image.
 */
export function hasRenderedAll({ done, total, traceSeconds }: PovrayReport, asked: number): boolean {
  return total === asked && done === asked && traceSeconds !== null;
}

/**
 * Its last progress line says 100 %. On a busy machine POV-Ray now and then ends without writing that line (seen with
 * 3.7.0.10, two blocks of four being the last it told): then its statistics must count the pixels instead.
 */
function isComplete({ done, total, finished, pixels }: PovrayReport, asked: number): boolean {
  if (total !== asked) return false;
  return done === asked || (finished && pixels !== null && pixels >= asked);
}

/** A file that is missing here may be there on another host; a word that is no word is one nowhere. */
function isSceneWrong(error: string): boolean {
  return /^File .* line \d+: Parse Error/.test(error) && !/Cannot (open|find)/.test(error);
}

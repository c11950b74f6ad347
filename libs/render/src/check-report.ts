import { basename } from 'node:path';
import { errorMessage, formatRows, type Rows, TdError } from '@task-distributor/band';
import { povrayError, type PovrayReport } from './povray-messages.ts';
import type { PovrayEnd } from './run-povray.ts';

/**
 * Whether POV-Ray ended well and rendered all that it was asked for. Exit 0 is no proof of it.
 * @param asked.pixels how many it should have rendered
 * @throws TdError in POV-Ray's own words, where it has some
 */
export function checkReport(
  { exitCode, signal, cause }: PovrayEnd,
  report: PovrayReport,
  asked: { povray: string; scene: string; rows: Rows; region: Rows; pixels: number },
): void {
  const { povray, scene, rows, region, pixels } = asked;
  const refuse = (what: string): never => {
    throw new TdError(`POV-Ray, ${basename(scene)}: ${what}`, { code: 'E_RENDER', rows, cause });
  };
  if (exitCode === undefined) {
    refuse(
      `${povray} ${signal ? `was killed by ${signal}` : `could not be started: ${errorMessage(cause)}`}`,
    );
  }
  if (exitCode !== 0) refuse(`exit ${exitCode}: ${povrayError(report) ?? 'it said nothing'}`);
  if (report.done !== pixels || report.total !== pixels) {
    refuse(
      `it exited 0, but rendered ${report.done} of ${report.total} pixels where ${pixels} were asked for (rows ${formatRows(region)})`,
    );
  }
}

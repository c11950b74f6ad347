import {
  type Band,
  decodeBand,
  type RenderReport,
  type Rows,
  rowsOf,
  sameRows,
} from '@task-distributor/band';
import { linesOf } from '../lines-of.ts';

export interface WorkerReports {
  /** The worker's own report that it has failed; null = it made none. */
  readonly failed: { /** Kind of failure. */ readonly code: string | undefined } | null;
}

export const nothingReported: RenderReport = { bytes: null, parseSeconds: null, traceSeconds: null };

/**
 * Reads a worker's lines about its own band from stdout. `ended` comes with facts: `bytes=9 parse=0.1 trace=2`. All other
 * output is ignored.
 */
export async function readReports(
  stdout: AsyncIterable<Uint8Array>,
  rows: Rows,
  observer: { onPercent(percent: number): void; onEnded(report: RenderReport): void },
): Promise<WorkerReports> {
  let failed: WorkerReports['failed'] = null;
  for await (const line of linesOf(stdout)) {
    const band = readBand(line);
    const own = band && rowsOf(band);
    if (!own || !sameRows(own, rows)) continue;
    const { state, info, code } = band;
    if (state === 'running' && /^\d{1,3}$/.test(info ?? '')) observer.onPercent(Number(info));
    if (state === 'ended') observer.onEnded(readFacts(info ?? ''));
    if (state === 'failed') failed = { code };
  }
  return { failed };
}

function readFacts(facts: string): RenderReport {
  const fact = (name: string): number | null => {
    const value = new RegExp(`(?:^| )${name}=([0-9.]{1,20})(?: |$)`).exec(facts)?.[1];
    return value === undefined || Number.isNaN(Number(value)) ? null : Number(value);
  };
  return { bytes: fact('bytes'), parseSeconds: fact('parse'), traceSeconds: fact('trace') };
}

/** Workers other than ours may write anything to stdout. */
function readBand(line: string): Band | null {
  try {
    return decodeBand(line, 1);
  } catch {
    return null;
  }
}

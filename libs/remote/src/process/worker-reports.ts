import type { Readable } from 'node:stream';
import {
  type Band,
  decodeBand,
  type RenderReport,
  type Rows,
  rowsOf,
  sameRows,
} from '@task-distributor/band';
import { followLines } from '../follow-lines.ts';

export interface WorkerReports {
  /** The worker's own report that it has failed; null = it made none. */
  readonly failed: { /** Kind of failure. */ readonly code: string | undefined } | null;
}

export interface ReportObserver {
  /** Called when a `running` line has come with another percentage. */
  onPercent(percent: number): void;
  onEnded(report: RenderReport): void;
  /** Called whenever the process has written anything. */
  onLife(): void;
}

export const nothingReported: RenderReport = { bytes: null, parseSeconds: null, traceSeconds: null };

/**
 * Reads a worker's lines about its own band from stdout. `ended` comes with facts: `bytes=9 parse=0.1 trace=2`. All other
 * output is ignored.
 */
export async function readReports(
  stdout: Readable,
  rows: Rows,
  observer: ReportObserver,
): Promise<WorkerReports> {
  let failed: WorkerReports['failed'] = null;
  let last: string | null = null;
  const read = (line: string): void => {
    // Most lines only say again that the worker is alive.
    if (line === last) return;
    last = line;
    const band = readBand(line);
    const own = band && rowsOf(band);
    if (!own || !sameRows(own, rows)) return;
    const { state, info, code } = band;
    if (state === 'running' && /^\d{1,3}$/.test(info ?? '')) observer.onPercent(Number(info));
    if (state === 'ended') observer.onEnded(readFacts(info ?? ''));
    if (state === 'failed') failed = { code };
  };
  await followLines(stdout, read, () => observer.onLife());
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

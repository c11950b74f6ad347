import type { Readable } from 'node:stream';
import {
  type Band,
  bandKey,
  decodeBand,
  formatRows,
  parseRows,
  type RenderReport,
  type Rows,
} from '@task-distributor/band';
import { followLines } from '../follow-lines.ts';
import type { AttemptObserver, AttemptProgress } from '../worker.ts';

export interface WorkerReports {
  /** The worker's own report that it has failed; null = it made none. */
  readonly failed: { /** Kind of failure. */ readonly code: string | undefined } | null;
}

export const nothingReported: RenderReport = {
  bytes: null,
  parseSeconds: null,
  traceSeconds: null,
};

export interface ReportObserver extends Pick<AttemptObserver, 'progressed' | 'split'> {
  onEnded(report: RenderReport): void;
  /** Called whenever the process has written anything. */
  onLife(): void;
}

/**
 * Reads a worker's lines about its own band from stdout. `running` comes with a percentage, and with the rows that are
 * finished: `45 rows=96`; then `direct` if it needs no launch to end early; `ended` with facts: `bytes=9 parse=0.1 trace=2`. All other output is ignored.
 */
export async function readReports(
  stdout: Readable,
  rows: Rows,
  observer: ReportObserver,
): Promise<WorkerReports> {
  let own = rows;
  let failed: WorkerReports['failed'] = null;
  let last: string | null = null;
  const read = (line: string): void => {
    const kept = readAnswer(line, own);
    if (kept !== null) {
      own = kept;
      observer.split(kept);
      return;
    }
    // Most lines only say again that the worker is alive.
    if (line === last) return;
    last = line;
    const band = readBand(line);
    if (band === null || bandKey(band) !== formatRows(own)) return;
    const { state, info, code } = band;
    const progress = state === 'running' ? readProgress(info ?? '', own) : null;
    if (progress !== null) observer.progressed(progress);
    if (state === 'ended') observer.onEnded(readFacts(info ?? ''));
    if (state === 'failed') failed = { code };
  };
  await followLines(stdout, read, () => observer.onLife());
  return { failed };
}

function readProgress(info: string, { first, last }: Rows): AttemptProgress | null {
  const [, percent, row, direct] = /^(\d{1,3})(?: rows=(\d{1,9}))?( direct)?$/.exec(info) ?? [];
  if (percent === undefined || Number(percent) > 100) return null;
  const isWithin = row !== undefined && Number(row) >= first - 1 && Number(row) <= last;
  const lastRow = isWithin ? Number(row) : null;
  return { percent: Number(percent), lastRow, ...(direct === undefined ? {} : { isDirect: true }) };
}

/** The rows that the worker keeps, by its answer to `cut`; null = another line. All rows = it refuses, which is no record of a band. */
function readAnswer(line: string, own: Rows): Rows | null {
  const [first, last, , state, info] = line.split('\t');
  if (state !== 'split' || `${first}-${last}` !== formatRows(own)) return null;
  const kept = parseRows(info ?? '');
  return kept !== null && kept.first === own.first && kept.last <= own.last ? kept : null;
}

function readFacts(facts: string): RenderReport {
  const fact = (name: string): number | null => {
    const value = new RegExp(`(?:^| )${name}=([0-9.]{1,20})(?: |$)`).exec(facts)?.[1];
    return value === undefined || Number.isNaN(Number(value)) ? null : Number(value);
  };
  return {
    bytes: fact('bytes'),
    parseSeconds: fact('parse'),
    traceSeconds: fact('trace'),
    launchSeconds: fact('launch'),
    continued: fact('continued'),
  };
}

/** Workers other than ours may write anything to stdout. */
function readBand(line: string): Band | null {
  try {
    return decodeBand(line, 1);
  } catch {
    return null;
  }
}

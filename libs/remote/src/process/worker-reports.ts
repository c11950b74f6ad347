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
  /** The worker said that trying again is no use: the scene is wrong, for example. */
  readonly isFinal: boolean;
}

export const nothingReported: RenderReport = { bytes: null, parseSeconds: null, traceSeconds: null };

/**
 * Reads what a worker writes on stdout about its own band. `ended` comes with facts: `bytes=9 parse=0.1 trace=2`. Anything
 * else that it writes is passed over.
 */
export async function readReports(
  stdout: AsyncIterable<Uint8Array>,
  rows: Rows,
  observer: { onPercent(percent: number): void; onEnded(report: RenderReport): void },
): Promise<WorkerReports> {
  let isFinal = false;
  for await (const line of linesOf(stdout)) {
    const band = readBand(line);
    const own = band && rowsOf(band);
    if (!own || !sameRows(own, rows)) continue;
    const { state, info } = band;
    if (state === 'running' && /^\d{1,3}$/.test(info ?? '')) observer.onPercent(Number(info));
    if (state === 'ended') observer.onEnded(readFacts(info ?? ''));
    if (state === 'failed') isFinal = true;
  }
  return { isFinal };
}

function readFacts(facts: string): RenderReport {
  const fact = (name: string): number | null => {
    const value = new RegExp(`(?:^| )${name}=([0-9.]{1,20})(?: |$)`).exec(facts)?.[1];
    return value === undefined || Number.isNaN(Number(value)) ? null : Number(value);
  };
  return { bytes: fact('bytes'), parseSeconds: fact('parse'), traceSeconds: fact('trace') };
}

/** Another worker than ours may write anything on stdout. */
function readBand(line: string): Band | null {
  try {
    return decodeBand(line, 1);
  } catch {
    return null;
  }
}

import { type Band, decodeBand, escapeControls, type Rows, rowsOf, sameRows } from '@task-distributor/band';
import { linesOf } from './lines-of.ts';
import type { ProcessEnd, HostProcess } from './launcher.ts';

/** What a worker says of a band that it has rendered; null = it did not say. */
export interface WorkerReport {
  bytes: number | null;
  parseSeconds: number | null;
  traceSeconds: number | null;
  /** It said itself that trying again is no use: the scene is wrong, say. */
  isFinal: boolean;
}

/** The master's side of the lifeline: silence of 15 s ends the worker. */
const lifelineMs = 1_000;

/**
 * Follows a worker to its end: gives it its lifeline, hears its progress, keeps its last words. A worker that says
 * `ended` has published its part, and has nothing left to do but to exit 0: that is not waited for, since it takes a slow
 * host 0.1 s.
 * @param hear.onPercent called with what its `running` lines say
 * @param hear.onLife called whenever it has written anything
 */
export async function followWorker(
  worker: HostProcess,
  rows: Rows,
  hear: { onPercent(percent: string): void; onLife(): void },
): Promise<WorkerReport & { reason: string | null; exitCode: number | null }> {
  worker.stdin.on('error', () => undefined);
  const beat = () => {
    if (worker.stdin.writable && !worker.stdin.writableNeedDrain) worker.stdin.write('.');
  };
  beat();
  const lifeline = setInterval(beat, lifelineMs);
  let tellEnded: (report: WorkerReport) => void = () => undefined;
  const saidEnded = new Promise<WorkerReport>((resolve) => (tellEnded = resolve));
  const whole = Promise.all([
    worker.ended,
    readReport(heard(worker.stdout, hear.onLife), rows, { onPercent: hear.onPercent, onEnded: tellEnded }),
    readLastWords(heard(worker.stderr, hear.onLife)),
  ]);
  try {
    return await Promise.race([
      saidEnded.then((report) => ({ ...report, exitCode: 0, reason: null })),
      whole.then(([end, report, words]) => ({
        ...report,
        exitCode: end.exitCode,
        reason: failureOf(end, words),
      })),
    ]);
  } finally {
    clearInterval(lifeline);
    worker.stdin.end();
  }
}

function failureOf(end: ProcessEnd, words: string | null): string | null {
  if (end.exitCode === 0) return null;
  if (end.exitCode === null) return [end.reason, words].filter(Boolean).join(': ');
  return words ?? `the worker exited ${end.exitCode} and said nothing`;
}

async function* heard(stream: AsyncIterable<Uint8Array>, onLife: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    onLife();
    yield chunk;
  }
}

/** What the worker's own lines about its band say; the last one tells bytes and times: `bytes=9 parse=0.1 trace=2`. */
async function readReport(
  stdout: AsyncIterable<Uint8Array>,
  rows: Rows,
  hear: { onPercent(percent: string): void; onEnded(report: WorkerReport): void },
): Promise<WorkerReport> {
  let report: WorkerReport = { bytes: null, parseSeconds: null, traceSeconds: null, isFinal: false };
  for await (const line of linesOf(stdout)) {
    const band = readBand(line);
    const own = band && rowsOf(band);
    if (!own || !sameRows(own, rows)) continue;
    if (band.state === 'running' && /^\d{1,3}$/.test(band.info ?? '')) hear.onPercent(band.info!);
    if (band.state === 'ended') hear.onEnded((report = { ...report, ...readFacts(band.info ?? '') }));
    if (band.state === 'failed') report = { ...report, isFinal: true };
  }
  return report;
}

function readFacts(facts: string): Pick<WorkerReport, 'bytes' | 'parseSeconds' | 'traceSeconds'> {
  const fact = (name: string): number | null => {
    const value = new RegExp(`(?:^| )${name}=([0-9.]{1,20})(?: |$)`).exec(facts)?.[1];
    return value === undefined || Number.isNaN(Number(value)) ? null : Number(value);
  };
  return { bytes: fact('bytes'), parseSeconds: fact('parse'), traceSeconds: fact('trace') };
}

/** A worker of somebody else's may write anything on stdout: what is not a band is passed over. */
function readBand(line: string): Band | null {
  try {
    return decodeBand(line, 1);
  } catch {
    return null;
  }
}

/**
 * The last line of ours (`td-worker: ...`) without the name; of a Node.js that has crashed, the line that names the
 * error; else the last line at all.
 */
async function readLastWords(stderr: AsyncIterable<Uint8Array>): Promise<string | null> {
  let ours: string | null = null;
  let error: string | null = null;
  let any: string | null = null;
  let isNodeCrash = false;
  for await (const line of linesOf(stderr)) {
    if (line.trim() === '') continue;
    any = line.trim();
    if (line.startsWith('td-worker: ')) ours = line.slice('td-worker: '.length).trim();
    if (/^\w*Error\b.*: /.test(line)) error = line.trim();
    if (/^Node\.js v\d/.test(line)) isNodeCrash = true;
  }
  const words = ours ?? (isNodeCrash ? error : null) ?? any;
  return words === null ? null : escapeControls(words.slice(0, 2_000));
}

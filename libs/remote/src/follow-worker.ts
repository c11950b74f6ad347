import {
  type Band,
  decodeBand,
  escapeControls,
  readLines,
  type Rows,
  sameRows,
} from '@task-distributor/band';
import type { WorkerProcess } from './launcher.ts';

/** How an attempt at a band ended, and what the worker said last where it failed. */
export type AttemptEnd = { ok: true } | { ok: false; reason: string };

/** The master's side of the lifeline: silence of 15 s ends the worker. */
const lifelineMs = 1_000;

/**
 * Follows a worker to its end: gives it its lifeline, hears its progress, keeps its last words.
 * @param onPercent called with what its `running` lines say
 */
export async function followWorker(
  worker: WorkerProcess,
  rows: Rows,
  onPercent: (percent: string) => void,
): Promise<AttemptEnd> {
  worker.stdin.on('error', () => undefined);
  const beat = () => {
    if (worker.stdin.writable && !worker.stdin.writableNeedDrain) worker.stdin.write('.');
  };
  beat();
  const lifeline = setInterval(beat, lifelineMs);
  const progress = readProgress(worker.stdout, rows, onPercent);
  const lastWords = readLastWords(worker.stderr);
  try {
    const [end, reason] = await Promise.all([worker.ended, lastWords, progress]);
    if (end.exitCode === 0) return { ok: true };
    if (end.exitCode === null) return { ok: false, reason: [end.reason, reason].filter(Boolean).join(': ') };
    return { ok: false, reason: reason ?? `the worker exited ${end.exitCode} and said nothing` };
  } finally {
    clearInterval(lifeline);
    worker.stdin.end();
  }
}

async function readProgress(
  stdout: AsyncIterable<Uint8Array>,
  rows: Rows,
  onPercent: (percent: string) => void,
): Promise<void> {
  for await (const line of linesOf(stdout)) {
    const band = readBand(line);
    const percent = band?.state === 'running' ? band.info : null;
    if (band?.first != null && band.last !== null && sameRows({ first: band.first, last: band.last }, rows)) {
      if (percent !== null && /^\d{1,3}$/.test(percent)) onPercent(percent);
    }
  }
}

/** A worker of somebody else's may write anything on stdout: what is not a band is passed over. */
function readBand(line: string): Band | null {
  try {
    return decodeBand(line, 1);
  } catch {
    return null;
  }
}

/** The last line of ours (`td-worker: ...`) without the name, else the last line at all. */
async function readLastWords(stderr: AsyncIterable<Uint8Array>): Promise<string | null> {
  let ours: string | null = null;
  let any: string | null = null;
  for await (const line of linesOf(stderr)) {
    if (line.trim() === '') continue;
    any = line.trim();
    if (line.startsWith('td-worker: ')) ours = line.slice('td-worker: '.length).trim();
  }
  const words = ours ?? any;
  return words === null ? null : escapeControls(words.slice(0, 2_000));
}

/** Lines of a stream that may break off, or hold lines without end: then no more lines come, and it is read on. */
async function* linesOf(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  try {
    yield* readLines(cutLongLines(stream));
  } catch {
    // The connection broke. How the worker ended is told elsewhere.
  }
}

async function* cutLongLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const most = 32_768;
  let sinceNewline = 0;
  for await (const chunk of stream) {
    const lastNewline = chunk.lastIndexOf(10);
    const firstNewline = chunk.indexOf(10);
    if (firstNewline === -1) {
      const keep = Math.max(0, most - sinceNewline);
      sinceNewline += chunk.length;
      yield chunk.subarray(0, keep);
    } else {
      yield sinceNewline > most ? chunk.subarray(firstNewline) : chunk;
      sinceNewline = chunk.length - lastNewline;
    }
  }
}

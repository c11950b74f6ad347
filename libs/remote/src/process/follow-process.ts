import { type RenderReport, type Rows } from '@task-distributor/band';
import type { HostProcess, ProcessEnd } from '../launcher.ts';
import type { AttemptResult } from '../worker.ts';
import { readLastWords } from './last-words.ts';
import { keepLifeline } from './lifeline.ts';
import { nothingReported, readReports, type WorkerReports } from './worker-reports.ts';

export interface ProcessObserver {
  /** Called with what the worker's `running` lines say. */
  onPercent(percent: number): void;
  /** Called whenever the process has written anything. */
  onLife(): void;
}

/**
 * Follows a worker's process to its end: keeps its lifeline alive, reads its progress, and keeps its last words. A worker
 * that reports `ended` has published its part and only has to exit, which takes a slow host 0.1 s and is not waited for.
 */
export async function followProcess(
  process: HostProcess,
  rows: Rows,
  { onPercent, onLife }: ProcessObserver,
): Promise<AttemptResult> {
  const letGo = keepLifeline(process.stdin);
  try {
    return await new Promise((resolve, reject) => {
      const onEnded = (report: RenderReport): void =>
        resolve({ published: true, reason: null, isFinal: false, exitCode: 0, report });
      Promise.all([
        process.ended,
        readReports(watched(process.stdout, onLife), rows, { onPercent, onEnded }),
        readLastWords(watched(process.stderr, onLife)),
      ]).then(([end, reports, words]) => resolve(resultOf(end, reports, words)), reject);
    });
  } finally {
    letGo();
  }
}

function resultOf(end: ProcessEnd, reports: WorkerReports, words: string | null): AttemptResult {
  return {
    published: false,
    reason: reasonOf(end, words),
    isFinal: reports.isFinal,
    exitCode: end.exitCode,
    report: nothingReported,
  };
}

function reasonOf(end: ProcessEnd, words: string | null): string | null {
  if (end.exitCode === 0) return null;
  if (end.exitCode === null) return [end.reason, words].filter(Boolean).join(': ');
  return words ?? `the worker exited ${end.exitCode} and said nothing`;
}

async function* watched(stream: AsyncIterable<Uint8Array>, onData: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of stream) {
    onData();
    yield chunk;
  }
}

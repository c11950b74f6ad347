import { exitCodes, faultOf, noWorkerCode, type RenderReport, type Rows } from '@task-distributor/band';
import type { HostProcess, ProcessEnd } from '../launcher.ts';
import type { AttemptObserver, AttemptResult } from '../worker.ts';
import { type LastWords, readLastWords } from './last-words.ts';
import { keepLifeline } from './lifeline.ts';
import { nothingReported, readReports, type WorkerReports } from './worker-reports.ts';

export interface ProcessObserver extends Pick<AttemptObserver, 'progressed' | 'split'> {
  /** Called whenever the process has written anything. */
  onLife(): void;
}

/**
 * Follows a worker's process to its end: keeps its lifeline open, and reads its progress and its error message. A worker that
 * reports `ended` has published its part; its exit takes 0.1 s on a slow host and is not waited for.
 */
export async function followProcess(
  process: HostProcess,
  rows: Rows,
  observer: ProcessObserver,
): Promise<AttemptResult> {
  const onLife = (): void => observer.onLife();
  const closeLifeline = keepLifeline(process.stdin);
  try {
    return await new Promise((resolve, reject) => {
      const onEnded = (report: RenderReport): void =>
        resolve({ published: true, reason: null, isFinal: false, exitCode: 0, report });
      Promise.all([
        process.ended,
        readReports(process.stdout, rows, {
          progressed: (progress) => observer.progressed(progress),
          split: (kept) => observer.split(kept),
          onEnded,
          onLife,
        }),
        readLastWords(process.stderr, onLife),
      ]).then(([end, reports, words]) => resolve(resultOf(end, reports, words)), reject);
    });
  } finally {
    closeLifeline();
  }
}

function resultOf(end: ProcessEnd, reports: WorkerReports, words: LastWords): AttemptResult {
  const code = reports.failed === null ? codeOf(end, words) : reports.failed.code;
  const lacks = end.exitCode === exitCodes.shortage && words.reason !== null;
  return {
    ...(lacks ? { shortage: { what: words.reason, wayOut: 'give fewer --jobs' } } : {}),
    published: false,
    reason: reasonOf(end, words.reason),
    // A report without a code is about the scene.
    isFinal: reports.failed !== null && (faultOf(code)?.isFinal ?? true),
    code,
    exitCode: end.exitCode,
    report: nothingReported,
  };
}

/** The kind of a failure that the worker itself has not reported. */
export function codeOf({ exitCode }: ProcessEnd, { isScriptMissing }: LastWords): string | undefined {
  if (exitCode === notExecutable || exitCode === notFound || isScriptMissing) return noWorkerCode;
  return exitCode === exitCodes.usage ? 'E_INPUT' : undefined;
}

/** Why a process failed, by its end and its last words; null = it exited 0. */
export function reasonOf(end: ProcessEnd, words: string | null): string | null {
  if (end.exitCode === 0) return null;
  if (end.exitCode === null) return [end.reason, words].filter(Boolean).join(': ');
  return words ?? `the worker exited ${end.exitCode} without an error message`;
}

/** The shell's exit codes for a command that it cannot execute, or does not find. */
const notExecutable = 126;
const notFound = 127;

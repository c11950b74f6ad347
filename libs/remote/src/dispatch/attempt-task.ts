import {
  type AttemptEnded,
  type AttemptOutcome,
  type Band,
  type JobEvent,
  sleep,
  timeoutCode,
} from '@task-distributor/band';
import type { AttemptResult, Worker } from '../worker.ts';
import type { Assignment } from './dispatch-queue.ts';
import type { RunningBands } from './running-bands.ts';

/** What the dispatch stage needs of the job folder. */
export interface DispatchedJob {
  /** Called before the first worker starts: the last moment to withdraw. */
  confirm(): Promise<void>;
  /** Removes a part, so that one of an earlier attempt cannot be taken for a new one. */
  removePart(name: string): Promise<void>;
  /** Whether the band's line and its part are there. */
  isFinished(band: Band): Promise<boolean>;
}

export interface TaskContext {
  readonly worker: Worker;
  readonly job: DispatchedJob;
  /** How often a band is tried again after its first attempt has failed. */
  readonly retries: number;
  readonly running: RunningBands;
  readonly emit: (event: JobEvent) => void;
  /** How long line and part may take to show where the worker exited 0 but did not say that it has published. */
  readonly untilPartShowsMs: number;
}

/** How one attempt at a task ended: `retry` and `failed` are the host's, `unfit` is the scene's or the user's. */
export type TaskEnd = 'succeeded' | 'retry' | 'failed' | 'unfit';

/** One attempt at a task: emits what becomes of the band. @throws when there is no point in going on with any task */
export async function attemptTask(
  { task, host }: Assignment,
  context: TaskContext,
  signal: AbortSignal,
): Promise<TaskEnd> {
  const { worker, job, running, emit, retries } = context;
  const band: Band = { ...task.band, host: host.name };
  await job.removePart(worker.partName(task.rows, host.address.name));
  const start = { wall: new Date(), clock: performance.now() };
  let progress: ReturnType<RunningBands['add']> | undefined;
  const observer = {
    started() {
      emit({ ...band, state: 'started', info: null });
      progress = running.add(band);
    },
    progressed: (percent: number) => progress?.progressed(percent),
  };
  const result = await worker
    .attempt(task.rows, host.address, observer, signal)
    .finally(() => progress?.stop());
  const reason = await whyFailed(result, band, context);
  const end: TaskEnd =
    reason === null ? 'succeeded' : result.isFinal ? 'unfit' : task.attempts > retries ? 'failed' : 'retry';
  const outcome = outcomeOf(result, reason, end !== 'retry');
  const attempt = { attempt: task.attempts, attempts: retries + 1 };
  emit({ ...attemptEnded(start, outcome), ...attempt, rows: task.rows, host: host.name });
  if (end === 'succeeded') emit({ ...band, state: 'ended', info: null });
  else if (end !== 'retry') emit(failedBand(band, outcome.reason, result.code));
  return end;
}

function outcomeOf(result: AttemptResult, reason: string | null, isFinal: boolean): AttemptOutcome {
  return { reason, isFinal, exitCode: result.exitCode, report: result.report };
}

function attemptEnded(
  start: { wall: Date; clock: number },
  outcome: AttemptOutcome,
): Pick<AttemptEnded, 'type' | 'start' | 'end' | 'outcome'> {
  // By the clock that nobody sets.
  const end = new Date(start.wall.getTime() + Math.round(performance.now() - start.clock));
  return { type: 'attempt', start: start.wall, end, outcome };
}

function failedBand(band: Band, reason: string | null, code: string | undefined): Band {
  const failed: Band = { ...band, state: 'failed', info: reason };
  return code === timeoutCode ? { ...failed, code } : failed;
}

/** Why an attempt failed; null when the part is published, whatever became of the worker or its connection. */
async function whyFailed(result: AttemptResult, band: Band, context: TaskContext): Promise<string | null> {
  if (result.published) return null;
  const patience = result.reason === null ? context.untilPartShowsMs : 0;
  const until = performance.now() + patience;
  while (!(await context.job.isFinished(band))) {
    if (performance.now() >= until) {
      return result.reason ?? 'the worker exited 0, but its line or its part is not there';
    }
    await sleep(100);
  }
  return null;
}

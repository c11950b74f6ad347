import {
  type AttemptEnded,
  type AttemptOutcome,
  type Band,
  faultOf,
  type Shortage,
  sleep,
  stopsJob,
  TdError,
  timeoutCode,
} from '@task-distributor/band';
import type { AttemptResult, Worker } from '../worker.ts';
import type { DispatchOptions } from './dispatch-options.ts';
import type { Assignment } from './dispatch-queue.ts';
import { type AttemptWatchers, FollowedAttempt } from './followed-attempt.ts';

/** What the dispatch stage needs from the job folder. */
export interface DispatchedJob {
  /** Called before the first worker starts. @throws if the job must withdraw */
  confirm(): Promise<void>;
  /** Removes a part, so that the part of an earlier attempt cannot be mistaken for a new one. */
  removePart(name: string): Promise<void>;
  /** Whether the band's line and its part exist. */
  isFinished(band: Band): Promise<boolean>;
  /** Called before an attempt, and when one has failed. @throws if what the job renders is no longer what it was when the job began */
  checkInput(): Promise<void>;
  /** Called when an attempt has published its part. @throws like checkInput, and then removes the part */
  acceptPart(name: string): Promise<void>;
  /** @throws if the folder no longer belongs to the job */
  checkOwned(): Promise<void>;
}

export interface TaskContext {
  readonly watchers: AttemptWatchers;
  readonly worker: Worker;
  readonly job: DispatchedJob;
  /** How many times a band is tried again after its first attempt has failed. */
  readonly retries: number;
  /** Whether a machine has too little of something at the moment. */
  readonly isShort: () => boolean;
  /** How long to wait for line and part if the worker exited 0 without reporting that it has published them. */
  readonly untilPartShowsMs: number;
}

export function taskContext(
  { worker, job, retry }: Pick<DispatchOptions, 'worker' | 'job' | 'retry'>,
  watchers: AttemptWatchers,
  isShort: () => boolean,
): TaskContext {
  const { retries, untilPartShowsMs = 10_000 } = retry;
  return { watchers, worker, job, retries, isShort, untilPartShowsMs };
}

/**
 * How an attempt at a task ended. `retry` and `failed` count against the host; `unfit` is an error in the scene or options. A
 * shortage means that there was no attempt; null = it is the last one again.
 */
export type TaskEnd = 'succeeded' | 'retry' | 'failed' | 'unfit' | { readonly shortage: Shortage | null };

/** Makes one attempt at a task, and emits the states of its band. @throws if the whole job must stop */
export async function attemptTask(
  assignment: Assignment,
  context: TaskContext,
  signal: AbortSignal,
): Promise<TaskEnd> {
  const { task, host } = assignment;
  const { worker, job, watchers, retries } = context;
  const { emit } = watchers;
  const partName = (): string => worker.partName(task.rows, host.address.name);
  await job.checkInput();
  await job.removePart(partName());
  const start = { wall: new Date(), clock: performance.now() };
  const followed = new FollowedAttempt(assignment, watchers);
  const result = await resultOf(assignment, followed, context, signal);
  const { band, hasProgressed } = followed;
  const reason = await whyFailed(result, band, context);
  if (reason !== null && result.shortage) return { shortage: result.shortage };
  if (reason !== null && !result.isFinal && !hasProgressed && context.isShort()) return { shortage: null };
  await (reason === null ? job.acceptPart(partName()) : job.checkInput());
  const end: TaskEnd =
    reason === null ? 'succeeded' : result.isFinal ? 'unfit' : task.attempts > retries ? 'failed' : 'retry';
  const outcome = { ...outcomeOf(result, reason, end !== 'retry'), cutFrom: followed.cutFrom };
  const attempt = { attempt: task.attempts, attempts: retries + 1, rows: task.rows };
  emit({ ...attemptEnded(start, outcome), ...attempt, host: host.name });
  if (reason !== null && stopsJob(result.code)) throw jobError(host.name, reason, result);
  if (end === 'succeeded') emit({ ...band, state: 'ended', info: null });
  else if (end !== 'retry') emit(failedBand(band, outcome.reason, result.code));
  return end;
}

async function resultOf(
  { task, host }: Assignment,
  followed: FollowedAttempt,
  { worker }: TaskContext,
  signal: AbortSignal,
): Promise<AttemptResult> {
  let result: AttemptResult | null = null;
  try {
    result = await worker.attempt(task.rows, host.address, followed, signal);
    return result;
  } finally {
    followed.end(result);
  }
}

function jobError(host: string, reason: string, { code }: AttemptResult): TdError {
  const message = faultOf(code)?.isHere === true ? reason : `${host}: ${reason}`;
  return new TdError(message, code === undefined ? {} : { code });
}

function outcomeOf(result: AttemptResult, reason: string | null, isFinal: boolean): AttemptOutcome {
  const { code, exitCode, way, report } = result;
  return { reason, isFinal, code: reason === null ? undefined : code, exitCode, way, report };
}

function attemptEnded(
  start: { wall: Date; clock: number },
  outcome: AttemptOutcome,
): Pick<AttemptEnded, 'type' | 'start' | 'end' | 'outcome'> {
  // Uses the monotonic clock for the duration.
  const end = new Date(start.wall.getTime() + Math.round(performance.now() - start.clock));
  return { type: 'attempt', start: start.wall, end, outcome };
}

function failedBand(band: Band, reason: string | null, code: string | undefined): Band {
  const failed: Band = { ...band, state: 'failed', info: reason };
  return code === timeoutCode ? { ...failed, code } : failed;
}

/** Why an attempt failed; null = the part is published, even if the worker or its connection has failed. */
async function whyFailed(result: AttemptResult, band: Band, context: TaskContext): Promise<string | null> {
  if (result.published) return null;
  const patience = result.reason === null ? context.untilPartShowsMs : 0;
  const until = performance.now() + patience;
  for (;;) {
    // A slow file system's answer can be older than it is late: the last look begins after the wait.
    const asked = performance.now();
    if (await context.job.isFinished(band)) return null;
    if (asked >= until) return result.reason ?? 'the worker exited 0, but its line or its part is missing';
    await sleep(100);
  }
}

import { type Band, hostNameOf, type Observer } from '@task-distributor/band';
import {
  type Address,
  createProgressBar,
  Joblog,
  Notices,
  OriginalLines,
  PlanNotices,
  type Terminal,
  type TdContext,
} from '@task-distributor/cli';
import { JobLog } from '@task-distributor/lockfile';
import { thisMachine } from '@task-distributor/remote';
import { joblogJobOf } from './joblog-job.ts';
import type { StagePlans } from './plans.ts';
import { TevObserver } from './tev/tev-observer.ts';
import { ReportAtEnd } from './report/report-at-end.ts';
import type { SchedulePlan } from './schedule/schedule-plan.ts';

export interface MasterOutputs {
  readonly terminal: Terminal;
  /** File for one JSON line for each attempt; null = none. */
  readonly joblog: string | null;
  /** Viewer that shows the bands; null = none. */
  readonly tev: Address | null;
  /** File for a report at the end; null = none. */
  readonly report: string | null;
  readonly schedule: SchedulePlan['how'];
  /** When the command started, on the clock of performance.now(). */
  readonly start: number;
  /** Writes one line to stderr. */
  warn(line: string): void;
}

/**
 * What td-master shows of its job: a progress bar, the original's lines, failures, and a record of the attempts.
 * @param planned the bands of the job, top to bottom
 */
export function masterObservers(
  plans: StagePlans,
  planned: readonly Band[],
  { terminal, joblog, report, tev, schedule, start, warn }: MasterOutputs,
  { signal }: Pick<TdContext, 'signal'>,
): Observer[] {
  const { worker, job } = plans.dispatch;
  const bands = planned.map(({ first, host }) => ({
    first: first!,
    host: host === null ? thisMachine().name : hostNameOf(host),
  }));
  const facts = joblogJobOf(plans.dispatch, start);
  const clean = plans.compose.clean !== null;
  return [
    createProgressBar(terminal, bands.length),
    new OriginalLines({ bands, clean, start }, terminal, signal),
    new Notices(warn),
    new PlanNotices(warn, schedule === 'auto' ? worthTelling : 0),
    ...(worker.compat ? [] : [new JobLog(warn)]),
    ...(joblog === null
      ? []
      : [new Joblog(joblog, { job: facts, append: job.resume, onError: ({ message }) => warn(message) })]),
    ...(tev === null ? [] : [new TevObserver({ viewer: tev, output: plans.compose.output, warn, signal })]),
    ...(report === null ? [] : [new ReportAtEnd(report, plans.compose.output, facts)]),
  ];
}

/** Seconds. About a job that ends sooner, an estimate that nobody has asked for is not shown. */
const worthTelling = 5;

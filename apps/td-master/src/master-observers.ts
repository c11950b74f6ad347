import { type Band, hostNameOf, type Observer } from '@task-distributor/band';
import {
  type Address,
  Joblog,
  LastLine,
  Notices,
  OriginalLines,
  type Outputs,
  PlanNotices,
  type ProgressView,
  type TdContext,
} from '@task-distributor/cli';
import { JobLog } from '@task-distributor/lockfile';
import { thisMachine } from '@task-distributor/remote';
import { joblogJobOf } from './joblog-job.ts';
import type { StagePlans } from './plans.ts';
import { TevObserver } from './tev/tev-observer.ts';
import { SpeedsObserver } from './speeds/speeds-observer.ts';
import { ReportAtEnd } from './report/report-at-end.ts';
import type { SchedulePlan } from './schedule/schedule-plan.ts';

export interface MasterOutputs {
  readonly outputs: Outputs;
  readonly progress: ProgressView;
  /** Whether only errors are shown. */
  readonly quiet: boolean;
  readonly files: RecordFiles;
  /** Viewer that shows the bands; null = none. */
  readonly tev: Address | null;
  readonly schedule: SchedulePlan['how'];
  /** When the command started, on the clock of performance.now(). */
  readonly start: number;
}

/** Files in which td-master records what its job has been through; null = none. */
export interface RecordFiles {
  /** One JSON line for each attempt. */
  readonly joblog: string | null;
  /** A report at the end. */
  readonly report: string | null;
  /** How fast hosts are, for later jobs. */
  readonly speeds: string | null;
}

/**
 * What td-master shows of its job: its progress, the original's lines, failures, and a record of the attempts.
 * @param planned the bands of the job, top to bottom
 */
export function masterObservers(
  plans: StagePlans,
  planned: readonly Band[],
  { outputs, progress, quiet, files, tev, schedule, start }: MasterOutputs,
  { signal }: Pick<TdContext, 'signal'>,
): Observer[] {
  const { worker, job } = plans.dispatch;
  const { joblog, report, speeds } = files;
  const bands = planned.map(({ first, host }) => ({
    first: first!,
    host: host === null ? thisMachine().name : hostNameOf(host),
  }));
  const facts = joblogJobOf(plans.dispatch, start);
  const clean = plans.compose.clean !== null;
  const { notify, style } = progress;
  const onError = ({ message }: Error): void => notify(message);
  // On the terminal with the bar, they would scroll everything away.
  const printsLines = !quiet && !(style === 'bar' && outputs.areTerminals);
  const hasLastLine = style === 'bar' || style === 'plain';
  return [
    ...(printsLines ? [new OriginalLines({ bands, clean, start }, outputs, signal)] : []),
    new Notices(notify, quiet),
    ...(quiet ? [] : [new PlanNotices(notify, schedule === 'auto' ? worthTelling : 0)]),
    progress.observer(),
    ...(hasLastLine ? [new LastLine((line) => outputs.warn(line), start)] : []),
    ...(worker.compat ? [] : [new JobLog(notify, signal)]),
    ...(joblog === null ? [] : [new Joblog(joblog, { job: facts, append: job.resume, onError })]),
    ...(tev === null
      ? []
      : [new TevObserver({ viewer: tev, output: plans.compose.output, warn: notify, signal })]),
    ...(speeds === null ? [] : [new SpeedsObserver(speeds)]),
    ...(report === null ? [] : [new ReportAtEnd(report, plans.compose.output, facts)]),
  ];
}

/** Seconds. About a job that ends sooner, an estimate that nobody has asked for is not shown. */
const worthTelling = 5;

import type { Band } from '@task-distributor/band';
import { type Address, type TdContext, Terminal } from '@task-distributor/cli';
import { masterObservers } from './master-observers.ts';
import type { PreparedJob } from './prepare-job.ts';
import { runMaster } from './run-master.ts';
import { schedulePlan } from './schedule/schedule-plan.ts';

export interface JobRecords {
  /** When the command started, on the clock of performance.now(). */
  readonly start: number;
  /** File for the joblog; null = none. */
  readonly joblog: string | null;
  /** File for a report at the end; null = none. */
  readonly report: string | null;
  /** Viewer that shows the bands; null = none. */
  readonly tev: Address | null;
  /** Writes one line to stderr. */
  warn(line: string): void;
}

/** Runs a job and shows it on stdout and stderr. @throws TdError if there is no image */
export async function runJob(
  { folder, plans, stages, schedule: how, options }: PreparedJob,
  { warn: write, ...records }: JobRecords,
  context: Pick<TdContext, 'stdout' | 'stderr' | 'signal'>,
): Promise<void> {
  const terminal = new Terminal(context);
  const warn = (line: string): void => terminal.besideBar(() => write(line));
  const schedule = schedulePlan(how, stages, options);
  const create = (bands: readonly Band[]) =>
    masterObservers(plans, bands, { terminal, ...records, schedule: schedule.how, warn }, context);
  await runMaster({ plans, schedule, folder }, { create, notify: warn }, context);
}

import type { Settings } from '@task-distributor/cli';
import type { ListedHost } from '@task-distributor/remote';
import type { JobFolder } from './job-folder.ts';
import { plansOf, type StagePlans } from './plans.ts';
import type { SchedulePlan } from './schedule/schedule-plan.ts';
import { type Stages, stagesOf } from './stages.ts';

/** A job that can be run. */
export interface PreparedJob {
  readonly folder: JobFolder;
  readonly stages: Stages;
  readonly plans: StagePlans;
  readonly schedule: SchedulePlan['how'];
  /** The renderer's, after `--`. */
  readonly options: readonly string[];
}

/** Makes the plans of a job, without touching anything. @throws UsageError, InputError */
export function prepareJob(
  settings: Settings<'td-master'>,
  listed: readonly ListedHost[],
  options: readonly string[],
  folder: JobFolder,
): PreparedJob {
  const stages = stagesOf(settings, listed, options, folder, new Date());
  const { schedule } = settings.values;
  return { folder, stages, plans: plansOf(stages, listed, options), schedule, options };
}

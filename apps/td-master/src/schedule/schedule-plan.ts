import { existsSync } from 'node:fs';
import { InputError } from '@task-distributor/band';
import type { Settings, SettingValues } from '@task-distributor/cli';
import { keepsFinishedBands, type ProbePlan, type WorkerPlan } from '@task-distributor/work';
import { probePlan } from '../probe-plan.ts';
import type { Stages } from '../stages.ts';

export interface SchedulePlan {
  readonly how: SettingValues<'td-master'>['schedule'];
  /** null = there is no estimate. */
  readonly probe: ProbePlan | null;
}

/** @throws InputError, TdError if `--schedule cost` is given, and there can be no estimate */
export function schedulePlan(
  how: SchedulePlan['how'],
  { probe }: Stages,
  options: readonly string[],
): SchedulePlan {
  return { how, probe: probe === null ? null : probePlan(probe, options) };
}

/** Whether there can be an estimate on this machine. If `--schedule cost` is given, there has to be one. */
export function canEstimate(
  how: SchedulePlan['how'],
  probe: Settings<'td-probe'>,
  options: readonly string[],
): boolean {
  if (how === 'cost') return true;
  try {
    probePlan(probe, options);
    return true;
  } catch {
    return false;
  }
}

interface JobToCut {
  readonly count: number;
  readonly width: number;
  readonly height: number;
  readonly scene: string;
  readonly worker: WorkerPlan;
}

/**
 * Whether costs of rows are wanted: for `auto` only where they can pay.
 * @throws InputError if they cannot be used
 */
export function wantsCosts(
  { schedule, resume }: Pick<SettingValues<'td-master'>, 'schedule' | 'resume'>,
  { count, width, height, scene, worker }: JobToCut,
): boolean {
  if (schedule === 'even') return false;
  const cutsAnywhere = keepsFinishedBands({ worker });
  if (schedule === 'cost') {
    if (cutsAnywhere) return !resume;
    throw new InputError('--schedule cost: Expected even or auto with --compat or the original worker');
  }
  const isWorthIt = count > 1 && width * height >= leastPixels && height <= mostRows;
  return cutsAnywhere && isWorthIt && !resume && existsSync(scene);
}

/** A smaller image takes hardly longer than a probe. */
const leastPixels = 64_000;
/** Costs and weights need memory for each row. */
export const mostRows = 1_000_000;

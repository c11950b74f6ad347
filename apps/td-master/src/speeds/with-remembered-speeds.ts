import type { Settings } from '@task-distributor/cli';
import type { ListedHost } from '@task-distributor/remote';
import { keepsFinishedBands } from '@task-distributor/work';
import { workerPlan } from '../plans.ts';
import { mostRows } from '../schedule/schedule-plan.ts';
import { readSpeeds } from './speeds-file.ts';
import { weightsBySpeed } from './weights-by-speed.ts';

/** What a job is made of, with weights of its hosts. */
interface WeightedHosts {
  readonly settings: Settings<'td-master'>;
  readonly listed: readonly ListedHost[];
}

/**
 * Gives hosts the weights that they deserve by their speeds in earlier jobs, unless the user has given weights, or wants the original's cut.
 * @param path of the file with the speeds; null = nothing is remembered
 */
export async function withRememberedSpeeds(
  { settings, listed }: WeightedHosts,
  path: string | null,
): Promise<WeightedHosts> {
  const { values, sources } = settings;
  const cutsAnywhere = values.schedule !== 'even' && keepsFinishedBands({ worker: workerPlan(values) });
  if (path === null || !cutsAnywhere || values.height > mostRows) return { settings, listed };
  const weights = weightsBySpeed(listed, await readSpeeds(path, new Date()));
  if (weights === null) return { settings, listed };
  return {
    settings: { values: { ...values, weights }, sources: { ...sources, weights: 'implied' } },
    listed: listed.map((host, i) => ({ ...host, weight: weights[i]!, isRemembered: true })),
  };
}

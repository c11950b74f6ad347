import { resolve } from 'node:path';
import { deriveSettings, type Settings } from '@task-distributor/cli';
import type { ListedHost } from '@task-distributor/remote';
import type { CheckPlan } from '@task-distributor/work';
import type { JobFolder } from '../job-folder.ts';
import { defaultScene } from '../master-defaults.ts';
import { dispatchPlan, type StagePlans } from '../plans.ts';

/**
 * What td-check checks: the hosts for any job with these settings.
 * @throws InputError for settings that the worker does not support
 */
export function checkPlanOf(
  check: Settings<'td-check'>,
  listed: readonly ListedHost[],
  options: readonly string[],
  folder: JobFolder,
): CheckPlan {
  const { scene } = check.values;
  // The size of the image matters to nobody, and any scene shows which renderer is meant. As td-master, td-check lets bands move.
  const anyImage = { width: 1, height: 1, scene: scene ?? defaultScene() };
  const dispatch = deriveSettings('td-dispatch', check, { ...anyImage, folder: folder.path, reassign: true });
  return {
    dispatch: dispatchPlan(dispatch.values, listed, options),
    scene: scene === null ? null : resolve(scene),
    folder,
    bands: null,
  };
}

/** What td-master checks before it runs a job. */
export function checkPlanOfJob({ dispatch, partition }: StagePlans, folder: JobFolder): CheckPlan {
  return { dispatch, scene: resolve(dispatch.image.scene), folder, bands: partition.count };
}

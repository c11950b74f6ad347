import { resolve } from 'node:path';
import { hasControls, InputError } from '@task-distributor/band';
import { type Job, openJob } from '@task-distributor/lockfile';
import type { Launcher } from '@task-distributor/remote';
import type { DispatchPlan } from '../plans.ts';
import { workerKindFor } from '../workers/workers.ts';
import { jobToResume } from './job-to-resume.ts';
import { sceneFacts } from './scene-facts.ts';

/**
 * Opens the job of a plan in its folder, or continues the existing one.
 * @throws TdError if the folder, the scene or the options are wrong, or if another job is open
 */
export async function openPlannedJob(
  plan: DispatchPlan,
  launcher: Launcher,
  signal: AbortSignal,
): Promise<Job> {
  const { image, hosts, worker, job } = plan;
  if (hasControls(job.folder)) {
    throw new InputError(`-p: Expected a path without control characters, got "${job.folder}"`);
  }
  await workerKindFor(worker).checkMachine(plan);
  const mayBeElsewhere = launcher.home === null || hosts.listed.length > 0;
  const { scene, sceneHash } = await sceneFacts(image.scene, mayBeElsewhere);
  const { width, height, options } = image;
  const facts = { scene, sceneHash, width, height, options: [...options] };
  const folder = resolve(job.folder);
  if (!job.resume) return openJob(folder, facts, { takeover: job.takeover, join: job.join }, signal);
  const id = await jobToResume(folder, facts);
  // A job can be continued if its master has ended. Taking over a running job still needs -ff.
  const takeover = job.takeover === 'none' && !job.join ? 'ours' : job.takeover;
  return openJob(folder, id === null ? facts : { ...facts, id }, { takeover, join: job.join }, signal);
}

import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import { errorMessage, hasControls, InputError, type Rows } from '@task-distributor/band';
import { type Job, type JobFacts, openJob, type Takeover } from '@task-distributor/lockfile';
import type { Launcher } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import type { DispatchPlan, SendPlan } from '../plans.ts';
import { surroundingsOfProcess } from '../surroundings.ts';
import { jobReads } from '../reads/job-reads.ts';
import { ReadsWatch } from '../reads/reads-watch.ts';
import { workerKindFor } from '../workers/workers.ts';
import { jobToResume } from './job-to-resume.ts';
import { refuseFinishedWork } from './refuse-finished-work.ts';
import { sceneFacts } from './scene-facts.ts';

export interface PlannedJob {
  readonly job: Job;
  /** Of the files that it reads. */
  readonly reads: ReadsWatch;
}

/**
 * Opens the job of a plan in its folder, or continues the existing one.
 * @param planned the rows of the job's bands; null = they are not known yet
 * @throws TdError if the folder, the scene or the options are wrong, if another job is open, or if bands of this one are
 *   finished and the plan neither continues nor replaces it
 */
export async function openPlannedJob(
  plan: DispatchPlan,
  launcher: Launcher,
  planned: readonly Rows[] | null,
  signal: AbortSignal,
): Promise<PlannedJob> {
  const { job } = plan;
  const { facts, files } = await plannedFacts(plan, launcher, signal);
  const opened = (job: Job): PlannedJob => ({ job, reads: new ReadsWatch(files) });
  const folder = resolve(job.folder);
  if (!job.resume) {
    if (job.takeover === 'none') await refuseFinishedWork(folder, facts, planned, job.join);
    return opened(await openJob(folder, facts, { takeover: job.takeover, join: job.join }, signal));
  }
  const earlier = await jobToResume(folder, facts);
  const known = earlier === null ? facts : { ...facts, earlier };
  return opened(await openJob(folder, known, { takeover: takeoverOf(job), join: job.join }, signal));
}

/** A job that is continued can be taken over if its master has ended. Taking over a running job still needs -ff. */
export function takeoverOf({ takeover, join, resume }: DispatchPlan['job']): Takeover {
  return resume && takeover === 'none' && !join ? 'ours' : takeover;
}

/** What the job of a plan is, and the files that it reads. */
export interface PlannedFacts {
  readonly facts: JobFacts;
  readonly files: ConstructorParameters<typeof ReadsWatch>[0];
}

/** Touches nothing. @throws TdError if the folder's name, the scene or the options are wrong */
export async function plannedFacts(
  plan: DispatchPlan,
  launcher: Pick<Launcher, 'home'>,
  signal: AbortSignal,
): Promise<PlannedFacts> {
  const { image, hosts, worker, job } = plan;
  if (hasControls(job.folder)) {
    throw new InputError(`-p: Expected a path without control characters, got "${job.folder}"`);
  }
  const mayBeElsewhere = launcher.home === null || hosts.listed.length > 0;
  const surroundings = surroundingsOfProcess();
  rendererFor(image.scene).refuse(image, surroundings, !mayBeElsewhere);
  await workerKindFor(worker).checkMachine(plan);
  await checkSentPaths(plan.send);
  const { scene, sceneHash } = await sceneFacts(image.scene, mayBeElsewhere);
  const { width, height, options } = image;
  const read =
    sceneHash === null ? null : await jobReads({ scene, sceneHash }, options, surroundings, signal);
  const reads = read === null ? {} : { reads: read.reads };
  const facts = { scene, sceneHash, ...reads, width, height, options: [...options] };
  return { facts, files: read?.files ?? [] };
}

/** @throws InputError for a path that does not exist */
async function checkSentPaths({ paths }: SendPlan): Promise<void> {
  for (const path of paths) {
    await access(path).catch((cause: unknown) => {
      throw new InputError(`--send ${path}: ${errorMessage(cause)}`, { path, cause });
    });
  }
}

import {
  type Band,
  deferred,
  isBand,
  type JobEvent,
  type JobPlanned,
  observe,
  type Observer,
  rowsOf,
} from '@task-distributor/band';
import type { TdContext } from '@task-distributor/cli';
import { type Job, waitForBands } from '@task-distributor/lockfile';
import { planBands } from '@task-distributor/partition';
import { parseHostAddress } from '@task-distributor/remote';
import { composeJob, withDispatch } from '@task-distributor/work';
import { checkOutput } from './check-output.ts';
import { explainFailure } from './failed-job.ts';
import { Failures } from './failures.ts';
import { createNew, type JobFolder, removeEmpty } from './job-folder.ts';
import type { StagePlans } from './plans.ts';
import { cutJob } from './schedule/cut-job.ts';
import { isQuickJob } from './schedule/is-quick-job.ts';
import { keepPlan } from './schedule/keep-plan.ts';
import { ProbePictures } from './schedule/probe-pictures.ts';
import { type Estimate, Probing } from './schedule/probing.ts';
import type { SchedulePlan } from './schedule/schedule-plan.ts';
import { workerSpeeds } from './schedule/worker-speeds.ts';

export interface MasterPlan {
  readonly plans: StagePlans;
  readonly schedule: SchedulePlan;
  readonly folder: JobFolder;
}

export interface MasterObservers {
  /** Called once the job is open and the image is cut, with the bands, top to bottom. */
  create(bands: readonly Band[]): readonly Observer[];
  /** Called with one line that the user should see at once. */
  notify(line: string): void;
}

/**
 * Runs the whole job in one process: partition, dispatch, wait, compose.
 * @throws TdError if the image was not written; finished parts are kept
 */
export async function runMaster(
  { plans, schedule, folder }: MasterPlan,
  observers: MasterObservers,
  context: Pick<TdContext, 'stdout' | 'signal'>,
): Promise<void> {
  checkOutput(plans);
  const failures = new Failures();
  let bands = plans.partition.count;
  const count: Observer = { see: (event) => isBand(event) && failures.see(event) };
  const probing = schedule.probe === null ? null : new Probing(schedule.probe, context.signal);
  const notify = (line: string): void => observers.notify(line);
  const quick = deferred<boolean>();
  const hooks = { ...hooksOf(plans, probing, notify), isQuick: quick.promise };
  if (folder.isNew) createNew(folder);
  try {
    await withDispatch(plans.dispatch, hooks, context.signal, async (opened, signal) => {
      const pictures = picturesOf(plans, probing, opened.job);
      const cut = await cutJob(plans, schedule, probing, opened);
      const isQuick = isQuickJob(cut, opened.job, probing, workerSpeeds(plans.dispatch.hosts).length);
      void isQuick.then(quick.resolve);
      bands = cut.bands.length;
      const save = (): Promise<void> => keepPlan(opened.job, cut, isQuick);
      const dispatched = opened.dispatch(iterate(cut.bands));
      const planned = withPlan(dispatched, cut.planned, { probing, pictures, save });
      const all = [count, ...observers.create(cut.bands)];
      await runStages(planned, plans, all, { ...context, signal });
    });
  } catch (error) {
    const { signal } = context;
    throw await explainFailure(error, { plans, folder, failures, bands, signal, notify });
  } finally {
    quick.resolve(false);
    await probing?.stop();
  }
  if (folder.isTemporary && !(await removeEmpty(folder)))
    notify(`${folder.path} has other files in it, so it stays`);
}

/** Waits for the bands, and composes the image. */
async function runStages(
  dispatched: AsyncIterable<JobEvent>,
  plans: StagePlans,
  observers: readonly Observer[],
  { stdout, signal }: Pick<TdContext, 'stdout' | 'signal'>,
): Promise<void> {
  const compose = { ...plans.compose, height: plans.partition.height };
  const waited = waitForBands(dispatched, plans.wait, signal);
  for await (const event of observe(composeJob(waited, compose, stdout, signal), observers)) void event;
}

function hooksOf(
  { partition, dispatch }: StagePlans,
  probing: Probing | null,
  notify: (line: string) => void,
): Parameters<typeof withDispatch>[1] {
  const { count, hosts } = partition;
  const named = hosts.slice(0, count).map(parseHostAddress);
  const listed = dispatch.hosts.listed.slice(0, count).map(({ address }) => address);
  const hooks = { notify, expectedHosts: hosts.length > 0 ? named : listed };
  // How the image will be cut is not known before the probe has ended.
  if (probing !== null) return { ...hooks, costs: probing.costs() };
  return { ...hooks, planned: planBands(partition).map((band) => rowsOf(band)!) };
}

function picturesOf(
  { dispatch }: StagePlans,
  probing: Probing | null,
  { folder }: Job,
): ProbePictures | null {
  return probing === null || !dispatch.worker.previews ? null : new ProbePictures(probing, folder);
}

async function* iterate<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}

interface Planned {
  readonly probing: Probing | null;
  readonly pictures: ProbePictures | null;
  /** Writes the plan into the job file. Never rejects. */
  save(): Promise<void>;
}

function costsEvent({ costs }: Estimate): JobEvent {
  return {
    type: 'costs',
    strips: costs.strips.map(({ first, last, seconds }) => ({ first, last, seconds })),
  };
}

/** Reports the plan once the job is open, and saves it. Reports what rows cost as soon as that is known. */
async function* withPlan(
  events: AsyncIterable<JobEvent>,
  planned: JobPlanned,
  { probing, pictures, save }: Planned,
): AsyncGenerator<JobEvent> {
  let saved = Promise.resolve();
  let told: Estimate | null = null;
  try {
    for await (const event of events) {
      yield event;
      const latest = probing?.latest ?? null;
      if (latest !== null && latest !== told) yield costsEvent(latest);
      told = latest;
      if (isBand(event) || event.type !== 'opened') continue;
      yield planned;
      saved = save();
    }
  } finally {
    // Before the job is closed, which removes the files.
    await saved;
    await pictures?.end();
  }
}

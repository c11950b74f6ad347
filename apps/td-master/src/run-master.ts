import { type Band, isBand, type JobEvent, observe, type Observer, rowsOf } from '@task-distributor/band';
import type { TdContext } from '@task-distributor/cli';
import { encodePlan, type Job, type PlannedBand, savePlan, waitForBands } from '@task-distributor/lockfile';
import { planBands } from '@task-distributor/partition';
import { parseHostAddress } from '@task-distributor/remote';
import { composeJob, withDispatch } from '@task-distributor/work';
import { checkOutput } from './check-output.ts';
import { explainFailure } from './failed-job.ts';
import { Failures } from './failures.ts';
import { createNew, type JobFolder, removeEmpty } from './job-folder.ts';
import type { StagePlans } from './plans.ts';
import type { ChosenCut } from './schedule/choose-cut.ts';
import { cutJob } from './schedule/cut-job.ts';
import { ProbePictures } from './schedule/probe-pictures.ts';
import { type Estimate, Probing } from './schedule/probing.ts';
import type { SchedulePlan } from './schedule/schedule-plan.ts';

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
  const hooks = hooksOf(plans, probing, notify);
  const compose = { ...plans.compose, height: plans.partition.height };
  if (folder.isNew) createNew(folder);
  try {
    await withDispatch(plans.dispatch, hooks, context.signal, async (opened, signal) => {
      const pictures = picturesOf(plans, probing, opened.job);
      const cut = await cutJob(plans, schedule, probing, opened);
      bands = cut.bands.length;
      const dispatched = withPlan(opened.dispatch(iterate(cut.bands)), cut, opened.job, {
        probing,
        pictures,
      });
      const waited = waitForBands(dispatched, plans.wait, signal);
      const events = observe(composeJob(waited, compose, context.stdout, signal), [
        count,
        ...observers.create(cut.bands),
      ]);
      for await (const event of events) void event;
    });
  } catch (error) {
    const { signal } = context;
    throw await explainFailure(error, { plans, folder, failures, bands, signal, notify });
  } finally {
    await probing?.stop();
  }
  if (folder.isTemporary && !(await removeEmpty(folder)))
    notify(`${folder.path} has other files in it, so it stays`);
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
  if (probing !== null) return { ...hooks, costs: probing.costOfRow() };
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

/**
 * Reports the plan once the job is open, and writes it into the job file, unless it is there. Reports what rows cost as soon as that
 * is known.
 */
async function* withPlan(
  events: AsyncIterable<JobEvent>,
  { planned, bands }: ChosenCut,
  job: Job,
  { probing, pictures }: { readonly probing: Probing | null; readonly pictures: ProbePictures | null },
): AsyncGenerator<JobEvent> {
  let saved = Promise.resolve();
  let told: Estimate | null = null;
  try {
    for await (const event of events) {
      yield event;
      const latest = probing?.latest ?? null;
      if (latest !== null && latest !== told) yield { type: 'costs', strips: latest.costs.strips };
      told = latest;
      if (isBand(event) || event.type !== 'opened') continue;
      yield planned;
      const plan = job.file.plan === undefined ? encodePlan(planned.cut, bands.map(plannedBand)) : null;
      // Without it, --resume cuts anew.
      if (plan !== null) saved = savePlan(job, plan).catch(() => undefined);
    }
  } finally {
    // Before the job is closed, which removes the files.
    await saved;
    await pictures?.end();
  }
}

function plannedBand({ first, last, host }: Band): PlannedBand {
  return { first: first!, last: last!, host };
}

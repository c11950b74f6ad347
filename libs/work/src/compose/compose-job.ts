import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { AsyncQueue, bandsOf, type JobEvent } from '@task-distributor/band';
import { type Composed, composeBands, composeParts } from '@task-distributor/imaging';
import { closeJob, rowsOfPartName, shownLockfile } from '@task-distributor/lockfile';
import type { ComposePlan } from '../plans.ts';
import { withoutFile } from './without-file.ts';
import { jobBeside, jobOfEvents, type KnownJob } from './known-job.ts';
import { otherParts } from './other-parts.ts';

/**
 * The compose stage: passes on all events, joins the parts of `done` bands as they arrive, and then cleans up the job folder
 * if the plan asks for it.
 * @param stdout receives the image if the plan's output is `-`
 * @throws TdError if the image cannot be composed; then there is no output, and nothing is removed
 */
export async function* composeJob(
  events: AsyncIterable<JobEvent>,
  plan: ComposePlan & { readonly height: number },
  stdout: Writable,
  signal: AbortSignal,
): AsyncGenerator<JobEvent> {
  const passed = new AsyncQueue<JobEvent>();
  const composing = composeEvents(events, plan, stdout, passed, signal);
  composing.then(
    () => passed.end(),
    (error: unknown) => passed.fail(error),
  );
  yield* passed.drain(signal);
  const { composed, job } = await composing;
  const { width, height, parts } = composed;
  yield { type: 'composed', output: plan.output, width, height, parts, jobs: composed.jobs.size };
  const others = plan.clean === null || job === null ? [] : await otherParts(resolve(plan.clean), parts);
  yield* cleanUp(plan, { ...composed, parts: [...parts, ...others] }, job);
}

/** Joins parts that the user has named, top to bottom, and cleans up like composeJob. */
export async function* composeFiles(
  paths: readonly string[],
  plan: ComposePlan,
  stdout: Writable,
  signal: AbortSignal,
): AsyncGenerator<JobEvent> {
  const job = await jobBeside(paths[0]!);
  const height = plan.height === null ? {} : { height: plan.height };
  const options = { ...outputOptions(plan, stdout, job), ...height, rowsByName: rowsOfPartName };
  const composed = await composeParts(paths, options, signal);
  yield* cleanUp(plan, composed, job);
}

async function composeEvents(
  events: AsyncIterable<JobEvent>,
  plan: ComposePlan & { readonly height: number },
  stdout: Writable,
  passed: AsyncQueue<JobEvent>,
  signal: AbortSignal,
): Promise<{ composed: Composed; job: KnownJob | null }> {
  const all = passOn(events, passed);
  const { events: replayed, job } = await jobOfEvents(all, signal);
  const width = job?.width == null ? {} : { width: job.width };
  const options = { ...outputOptions(plan, stdout, job), height: plan.height, ...width };
  return { composed: await composeBands(bandsOf(replayed), options, signal), job };
}

function outputOptions({ output, verify, clean }: ComposePlan, stdout: Writable, job: KnownJob | null) {
  return {
    output: output === '-' ? stdout : output,
    verify,
    // If the parts are kept, the image can be composed again after a power failure.
    durable: clean !== null,
    job: job?.id ?? null,
  };
}

async function* cleanUp(
  { clean, output }: ComposePlan,
  { parts, jobs }: Composed,
  job: KnownJob | null,
): AsyncGenerator<JobEvent> {
  if (clean === null) return;
  const id = jobOfParts(jobs, job);
  const removable = await withoutFile(parts, output);
  const { kept } = await closeJob(resolve(clean), removable, id === null ? {} : { job: id });
  yield { type: 'closed', folder: clean, lockfile: shownLockfile(clean), kept };
}

/** The job to close: the one that the parts name, even if another one has opened the folder since. null = unknown. */
function jobOfParts(named: ReadonlySet<string>, known: KnownJob | null): string | null {
  const [another] = [...named].filter((id) => id !== known?.id);
  return another ?? known?.id ?? null;
}

async function* passOn(
  events: AsyncIterable<JobEvent>,
  queue: AsyncQueue<JobEvent>,
): AsyncGenerator<JobEvent> {
  for await (const event of events) {
    queue.push(event);
    yield event;
  }
}

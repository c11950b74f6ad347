import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import { AsyncQueue, bandsOf, type JobEvent } from '@task-distributor/band';
import { type Composed, composeBands, composeParts } from '@task-distributor/imaging';
import { closeJob, rowsOfPartName } from '@task-distributor/lockfile';
import type { ComposePlan } from '../plans.ts';
import { jobBeside, jobOfEvents, type KnownJob } from './known-job.ts';

/**
 * The compose stage: passes all events on, makes the image out of the parts of `done` bands while they come, and then, where
 * the plan says so, cleans the job folder up.
 * @param stdout gets the image where the plan's output is `-`
 * @throws TdError when the image cannot be made; there is no output then, and nothing is removed
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
  yield { type: 'composed', output: plan.output, width, height, parts };
  yield* cleanUp(plan, parts, job);
}

/** Makes the image out of parts that the user has named, top to bottom, and cleans up as composeJob does. */
export async function composeFiles(
  paths: readonly string[],
  plan: ComposePlan,
  stdout: Writable,
  signal: AbortSignal,
): Promise<void> {
  const job = await jobBeside(paths[0]!);
  const height = plan.height === null ? {} : { height: plan.height };
  const options = { ...outputOptions(plan, stdout, job), ...height, rowsByName: rowsOfPartName };
  const { parts } = await composeParts(paths, options, signal);
  for await (const event of cleanUp(plan, parts, job)) void event;
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
    // While the parts stay, a power cut costs nothing: the image can be composed again.
    durable: clean !== null,
    job: job?.id ?? null,
  };
}

async function* cleanUp(
  { clean }: ComposePlan,
  parts: readonly string[],
  job: KnownJob | null,
): AsyncGenerator<JobEvent> {
  if (clean === null) return;
  await closeJob(resolve(clean), parts, job === null ? {} : { job: job.id });
  yield { type: 'closed', folder: clean };
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

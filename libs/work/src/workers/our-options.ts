import type { HostAddress } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import type { WorkerContext } from './worker-kind.ts';

/** Options for our own worker, after the eleven arguments. */
export function ourOptions(context: WorkerContext, host: HostAddress): string[] {
  const { stallSeconds } = context.limits;
  const alive = stallSeconds === null ? [] : ['--alive', String(stallSeconds / signsPerStall)];
  const job = ['--host', host.name, '--job', context.job.id, '--lifeline', '--progress'];
  return [...job, ...alive, ...optionsByHand(context, host)];
}

/** Those that make sense without a master beside it: the other ones are about a job that is open, and a connection to it. */
export function optionsByHand({ image, renderer, workers }: WorkerContext, host: HostAddress): string[] {
  const program = renderer === null ? [] : [`${rendererFor(image.scene).host.programOption}=${renderer}`];
  const options = image.options.length === 0 ? [] : ['--', ...image.options];
  const slots = workers.slotsOf(host);
  const run = [
    ...(slots > 1 ? ['--slots', String(slots)] : []),
    ...(workers.keepState ? ['--keep-state'] : []),
    ...(workers.previews ? [] : ['--no-preview']),
  ];
  return [...run, ...program, ...options];
}

/** What optionsByHand leaves out. */
export const leftOutByHand = 'A job adds --job ID --lifeline --progress to each td-worker.';

/** How many signs of life a worker gives in the time after which it counts as stalled. */
const signsPerStall = 3;

import type { HostAddress } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import type { WorkerContext } from './worker-kind.ts';

/** Options for our own worker, after the eleven arguments. */
export function ourOptions(
  { image, job: { id }, renderer, limits, workers }: WorkerContext,
  host: HostAddress,
): string[] {
  const alive = limits.stallSeconds === null ? [] : ['--alive', String(limits.stallSeconds / signsPerStall)];
  const program = renderer === null ? [] : [`${rendererFor(image.scene).host.programOption}=${renderer}`];
  const options = image.options.length === 0 ? [] : ['--', ...image.options];
  const job = ['--host', host.name, '--job', id, '--lifeline', '--progress'];
  const slots = workers.slotsOf(host);
  const run = [
    ...(slots > 1 ? ['--slots', String(slots)] : []),
    ...(workers.keepState ? ['--keep-state'] : []),
  ];
  return [...job, ...alive, ...run, ...program, ...options];
}

/** How many signs of life a worker gives in the time after which it counts as stalled. */
const signsPerStall = 3;

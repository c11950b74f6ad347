import type { HostAddress } from '@task-distributor/remote';
import type { WorkerContext } from './worker-kind.ts';

/** Options for our own worker, after the eleven arguments. */
export function ourOptions({ image, job, renderer }: WorkerContext, host: HostAddress): string[] {
  const program = renderer === null ? [] : [`--povray=${renderer}`];
  const options = image.options.length === 0 ? [] : ['--', ...image.options];
  return ['--host', host.name, '--job', job.id, '--lifeline', '--progress', ...program, ...options];
}

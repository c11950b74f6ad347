import type { HostAddress } from '@task-distributor/remote';
import type { WorkerContext } from './worker-kind.ts';

/** Options for our own worker, after the eleven arguments. */
export function ourOptions({ image, job }: WorkerContext, host: HostAddress): string[] {
  const renderer = image.options.length === 0 ? [] : ['--', ...image.options];
  return ['--host', host.name, '--job', job.id, '--lifeline', '--progress', ...renderer];
}

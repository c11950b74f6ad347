import type { HostAddress } from '@task-distributor/remote';
import type { WorkerContext } from './worker-kind.ts';

/** The options that follow the eleven arguments for a worker of ours. */
export function ourOptions({ image, job }: WorkerContext, host: HostAddress): string[] {
  const renderer = image.options.length === 0 ? [] : ['--', ...image.options];
  return ['--host', host.name, '--job', job.id, '--lifeline', '--progress', ...renderer];
}

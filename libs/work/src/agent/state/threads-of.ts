import { availableParallelism, cpus } from 'node:os';
import type { RenderCommand } from '@task-distributor/render';

/** The number of threads that a renderer can have; by default, it has one for each processor of the machine. */
export function threadsOf({ threads }: RenderCommand): number {
  return threads ?? Math.max(availableParallelism(), cpus().length);
}

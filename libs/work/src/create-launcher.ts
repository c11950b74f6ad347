import { availableParallelism } from 'node:os';
import { type Launcher, launchers } from '@task-distributor/remote';
import { rendererFor } from '@task-distributor/render';
import type { HostsPlan } from './plans.ts';

/** @param notify takes one line for the user, such as a host key that was added */
export function createLauncher(
  { via, acceptNew }: Pick<HostsPlan, 'via' | 'acceptNew'>,
  scene: string,
  notify: (line: string) => void,
): Launcher {
  const rendererTasks = rendererFor(scene).host.tasksOn(availableParallelism());
  return launchers[via]({ acceptNew, notify, rendererTasks });
}

import type { Assignment } from '../../src/dispatch/dispatch-queue.ts';
import type { PooledHost } from '../../src/dispatch/pooled-host.ts';
import type { Task } from '../../src/dispatch/task-lane.ts';

/** What the rules look at. */
export interface State {
  /** In the order of their arrival. */
  readonly waiting: readonly Task[];
  readonly hosts: readonly PooledHost[];
  readonly held: ReadonlySet<PooledHost>;
  readonly reassign: boolean;
}

/** The rules of the dispatch queue in plain words: looks at all tasks and all hosts. */
export function nextByRules(state: State): Assignment | null {
  for (const task of state.waiting) {
    const suitable = suitableFor(task, state);
    const [host] = suitable
      .filter((one) => one.busy < one.slots && !state.held.has(one))
      .sort((a, b) => a.busy / a.slots - b.busy / b.slots || a.index - b.index);
    if (host !== undefined) return { task, host };
  }
  return null;
}

/** The hosts that the task may go to, or waits for. */
function suitableFor({ home, failedOn }: Task, { hosts, reassign }: State): readonly PooledHost[] {
  if (home !== null && !reassign) return [home];
  if (home !== null && failedOn.size === 0 && !home.isQuarantined) return [home];
  const inUse = hosts.filter(({ isQuarantined }) => !isQuarantined);
  const usable = inUse.length > 0 ? inUse : hosts;
  if (failedOn.size === 0) return usable;
  const fresh = usable.filter((host) => !failedOn.has(host));
  const sound = fresh.filter((host) => host.failuresInARow === 0);
  return [sound, fresh, usable].find((some) => some.length > 0) ?? [];
}

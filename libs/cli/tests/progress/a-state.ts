import type { Band } from '@task-distributor/band';
import { JobState } from '@task-distributor/history';

/** A job with some hosts, 100 rows each; two of the first rows have been rendered each second. */
export function stateOf(hosts: readonly string[], seconds = 10): JobState {
  const state = new JobState();
  const facts = hosts.map((name) => ({ name, slots: 1, weight: 1 }));
  state.see({ type: 'hosts', hosts: facts, splits: false }, 0);
  for (const [i] of hosts.entries()) state.see({ type: 'queued', band: bandAt(i, null, '-') }, 0);
  for (const [i, host] of hosts.entries()) state.see(bandAt(i, host, 'started'), 0);
  for (let second = 1; second <= seconds; second += 1)
    for (const [i, host] of hosts.entries())
      state.see({ ...bandAt(i, host, 'running'), info: String(Math.min(99, 2 * second)) }, 1_000 * second);
  return state;
}

export function bandAt(index: number, host: string | null, state: Band['state']): Band {
  return { first: 100 * index + 1, last: 100 * index + 100, host, state, info: null };
}

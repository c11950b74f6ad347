import { availableParallelism } from 'node:os';
import { ownGroups, textOf } from './own-groups.ts';

/** How many processors this process can have. Regards its cgroup, which may give it a part of one. */
export function processorsOfProcess(): number {
  const shares = ownGroups().map((folder) => {
    const [, quota, period] = /^(\d+) (\d+)/.exec(textOf(`${folder}/cpu.max`)) ?? [];
    return quota === undefined ? Infinity : Number(quota) / Number(period);
  });
  return Math.min(availableParallelism(), ...shares);
}

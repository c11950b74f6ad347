import { availableParallelism } from 'node:os';
import { ownGroups, ownProcessorGroups, textOf } from './own-groups.ts';

/** How many processors this process can have. Regards its cgroup, which may give it a part of one. */
export function processorsOfProcess(): number {
  const limits = [
    ...ownGroups().map((folder) => textOf(`${folder}/cpu.max`)),
    ...ownProcessorGroups().map((folder) =>
      ['quota', 'period'].map((name) => textOf(`${folder}/cpu.cfs_${name}_us`).trim()).join(' '),
    ),
  ];
  const shares = limits.map((limit) => {
    const [, quota, period] = /^(\d+) (\d+)/.exec(limit) ?? [];
    return quota === undefined ? Infinity : Number(quota) / Number(period);
  });
  return Math.min(availableParallelism(), ...shares);
}

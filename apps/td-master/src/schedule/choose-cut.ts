import type { Band, JobPlanned } from '@task-distributor/band';
import { costOfRow, type PartitionPlan, planBands } from '@task-distributor/partition';
import type { HostsPlan } from '@task-distributor/work';
import { expectedSeconds } from './expected-seconds.ts';
import type { Estimate } from './probing.ts';
import { workerSpeeds } from './worker-speeds.ts';

/** The bands of a job, and what it is expected to take. */
export interface ChosenCut {
  readonly bands: readonly Band[];
  readonly planned: JobPlanned;
}

/** @param even the plan without costs */
export function cutWithout(even: PartitionPlan, hosts: HostsPlan): ChosenCut {
  const bands = planBands(even);
  const facts = { cut: even.cut, bands: bands.length, hosts: hosts.listed.length };
  return { bands, planned: { type: 'planned', ...facts, expectedSeconds: null, evenSeconds: null } };
}

/**
 * Cuts by cost. With `auto`, cuts evenly if that is expected to take no longer. Costs that could not be measured, or that do not
 * differ, give an even cut, too.
 */
export function cutBy(
  { costs, startSeconds }: Estimate,
  even: PartitionPlan,
  hosts: HostsPlan,
  cut: 'auto' | 'cost',
): ChosenCut {
  const work = { costOfRow: costOfRow(costs), startSeconds };
  const speeds = workerSpeeds(hosts);
  const [evenBands, costBands] = [planBands(even), planBands({ ...even, cut: 'cost', costs })];
  const [evenSeconds, byCost] = [evenBands, costBands].map((bands) => expectedSeconds(bands, work, speeds));
  const isEven = areSame(evenBands, costBands) || (cut === 'auto' && evenSeconds! <= byCost!);
  const facts = { cut: isEven ? 'even' : 'cost', bands: costBands.length, hosts: hosts.listed.length };
  return {
    bands: isEven ? evenBands : costBands,
    planned: {
      type: 'planned',
      ...facts,
      expectedSeconds: isEven ? evenSeconds! : byCost!,
      evenSeconds: evenSeconds!,
      areSpeedsKnown: even.hosts.length > 0 && hosts.listed.some(({ isRemembered }) => isRemembered === true),
    },
  };
}

function areSame(some: readonly Band[], others: readonly Band[]): boolean {
  return some.every(({ last }, i) => last === others[i]!.last);
}

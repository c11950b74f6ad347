import { type Rows, rowsOf } from '@task-distributor/band';
import { checkedCostMap, planBands } from '@task-distributor/partition';
import type { ProbeResult } from '@task-distributor/work';

/** Cuts a small picture into shares that take hosts of different speeds the same time. */
export function cutShares(
  strips: ProbeResult['strips'],
  { height, grid }: { readonly height: number; readonly grid: number },
  weights: readonly number[],
): Rows[] {
  const costs = checkedCostMap(strips, height, () => 'td-probe');
  const plan = { height, count: weights.length, hosts: [], weights, cut: 'cost', costs, grid } as const;
  return planBands(plan).map((band) => rowsOf(band)!);
}

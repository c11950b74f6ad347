import type { CostMap } from '@task-distributor/partition';
import { lowerBound } from './lower-bound.ts';
import type { JobKind } from './scenarios.ts';
import { type ScheduleName, schedules } from './schedules/schedules.ts';
import { SimulatedJob } from './simulated-job.ts';

/** How many times longer than the lower bound a kind of job takes with each schedule, for each scene. */
export interface Comparison {
  readonly kind: JobKind;
  readonly ratios: Readonly<Record<ScheduleName, readonly number[]>>;
}

export type { ScheduleName };

export const scheduleNames = Object.keys(schedules) as ScheduleName[];

export function compare(kind: JobKind, maps: Iterable<CostMap>): Comparison {
  const ratios: Record<ScheduleName, number[]> = { even: [], factoring: [], Plachetka: [], ours: [] };
  for (const map of maps) {
    const scenario = kind.scenario(map);
    const bound = lowerBound(scenario);
    for (const name of scheduleNames) {
      const { makespan } = new SimulatedJob(scenario, schedules[name](scenario)).run();
      ratios[name].push(makespan / bound);
    }
  }
  return { kind, ratios };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2;
}

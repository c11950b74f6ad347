import { join } from 'node:path';
import type { JobEvent } from '@task-distributor/band';
import { JobState, type Remaining, remaining } from '@task-distributor/history';
import { expect, test } from 'vitest';
import { readMaps } from '../../simulate/recorded-maps.ts';
import { groups } from '../../simulate/scenarios.ts';
import { schedules } from '../../simulate/schedules/schedules.ts';
import { SimulatedJob } from '../../simulate/simulated-job.ts';

const maps = readMaps(join(import.meta.dirname, '../../simulate/maps'));
const someScenes = ['abyss', 'chess2', 'diffract', 'sunsethf', 'woodbox'];

const jobs = [
  ...['2', '8', '64'].map((name) => ({ group: 'hosts', name })),
  ...['30 s', '100 s', '1000 s'].map((name) => ({ group: 'length', name })),
  ...['equal', 'the same, weights not given', 'one dies after 30 s', 'four join after 30 s'].map((name) => ({
    group: 'kinds',
    name,
  })),
];

interface Estimate {
  /** Seconds that the job will really take from here on. */
  readonly outcome: number;
  readonly at: number;
  readonly range: Remaining;
}

/** What a watcher is told while a job of the simulation runs. */
function estimatesOf(
  { group, name }: { group: string; name: string },
  scene: string,
  schedule: keyof typeof schedules,
  knowsCosts: boolean,
): Estimate[] {
  const kind = groups.find((each) => each.name === group)!.kinds.find((each) => each.name === name)!;
  const scenario = kind.scenario(maps.get(scene)!);
  const plan = schedules[schedule](scenario);
  const events: { event: JobEvent; at: number }[] = [];
  if (knowsCosts) {
    const { strips } = scenario.estimate;
    events.push({ event: { type: 'costs', strips }, at: 0 });
  }
  const { makespan } = new SimulatedJob(scenario, plan, (event, at) => events.push({ event, at })).run();
  const state = new JobState();
  const estimates: Estimate[] = [];
  for (const [i, { event, at }] of events.entries()) {
    state.see(event, 1_000 * at);
    const next = events[i + 1]?.at ?? at;
    const range = remaining(state, 1_000 * next);
    if (range !== null && next > at) estimates.push({ outcome: makespan - next, at: next, range });
  }
  return estimates;
}

/** Share of the time after the first 30 % in which the outcome was in the range, give or take a second. */
function shareInRange(estimates: readonly Estimate[]): number {
  const { at, outcome } = estimates.at(-1)!;
  const late = estimates.filter((estimate) => estimate.at > 0.3 * (at + outcome));
  const isRight = ({ outcome, range: { least, most } }: Estimate): boolean =>
    least <= outcome + 1 && most >= outcome - 1;
  return late.filter(isRight).length / late.length;
}

test.each(jobs)('$group, $name: the outcome is in the range in most cases', (job) => {
  const shares = (schedule: keyof typeof schedules, knowsCosts: boolean): number => {
    const all = someScenes.map((scene) => shareInRange(estimatesOf(job, scene, schedule, knowsCosts)));
    return all.reduce((sum, share) => sum + share, 0) / all.length;
  };
  expect(shares('ours', true)).toBeGreaterThan(0.8);
  expect(shares('ours', false)).toBeGreaterThan(0.7);
  // Nobody helps the band that ends last, and what its rows cost is known badly or not at all.
  expect(shares('even', true)).toBeGreaterThan(0.5);
});

test.each(jobs)('$group, $name: the estimate does not jump', (job) => {
  for (const scene of someScenes) {
    const estimates = estimatesOf(job, scene, 'ours', true);
    for (const [i, { range, at }] of estimates.entries()) {
      const before = estimates[i - 1];
      if (before === undefined) continue;
      const passed = at - before.at;
      // The estimate is as old as the event before.
      const unseen = at - (estimates[i - 2]?.at ?? before.at);
      const expected = middle(before.range) - passed;
      const change = Math.abs(middle(range) - expected);
      expect(change).toBeLessThan(1 + (0.25 * unseen + 0.1) * Math.max(12, expected));
    }
  }
});

function middle({ least, most }: Remaining): number {
  return (least + most) / 2;
}

import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { lowerBound } from '../../simulate/lower-bound.ts';
import { readMaps } from '../../simulate/recorded-maps.ts';
import { groups, type JobKind } from '../../simulate/scenarios.ts';
import { schedules } from '../../simulate/schedules/schedules.ts';
import { type JobResult, SimulatedJob } from '../../simulate/simulated-job.ts';
import { expectWhole } from './expect-whole.ts';

const maps = readMaps(join(import.meta.dirname, '../../simulate/maps'));
const someScenes = ['abyss', 'chess2', 'diffract', 'sunsethf', 'woodbox'];

const kinds = groups
  .flatMap((group) => group.kinds.map((kind) => ({ group: group.title, name: kind.name, kind })))
  .filter(({ group, name }) => !group.startsWith('hosts') || Number(name) <= 128);

const scenarioOf = (kind: JobKind, scene: string) => kind.scenario(maps.get(scene)!);

function run(kind: JobKind, scene: string, schedule: keyof typeof schedules): JobResult {
  const scenario = scenarioOf(kind, scene);
  return new SimulatedJob(scenario, schedules[schedule](scenario)).run();
}

test('there are maps of at least twelve scenes', () => {
  expect(maps.size).toBeGreaterThanOrEqual(12);
});

describe.each(kinds)('$group: $name', ({ kind }) => {
  test.each(Object.keys(schedules) as (keyof typeof schedules)[])('%s renders each row once', (schedule) => {
    for (const scene of someScenes) {
      const { picture } = scenarioOf(kind, scene);
      expectWhole(run(kind, scene, schedule).rows, picture.height);
    }
  });

  test('no schedule is faster than the lower bound', () => {
    for (const scene of someScenes) {
      const bound = lowerBound(scenarioOf(kind, scene));
      for (const schedule of Object.keys(schedules) as (keyof typeof schedules)[])
        expect(run(kind, scene, schedule).makespan).toBeGreaterThanOrEqual(bound * (1 - 1e-6));
    }
  });

  test('ours takes no longer than even bands, over all scenes, but for a few percents where most of the job is parsing', () => {
    const total = (schedule: 'even' | 'ours') =>
      [...maps.keys()].reduce((sum, scene) => sum + run(kind, scene, schedule).makespan, 0);
    expect(total('ours')).toBeLessThanOrEqual(total('even') * 1.02);
  });
});

test('the same job takes the same time in each run', () => {
  const { kind } = kinds.find(({ name }) => name.startsWith('speeds change'))!;
  expect(run(kind, 'chess2', 'ours').makespan).toBe(run(kind, 'chess2', 'ours').makespan);
});

import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lowerBound } from '../../simulate/lower-bound.ts';
import { Picture } from '../../simulate/picture.ts';
import { readMaps } from '../../simulate/recorded-maps.ts';
import type { Scenario } from '../../simulate/scenario.ts';
import { groups } from '../../simulate/scenarios.ts';
import { schedules } from '../../simulate/schedules/schedules.ts';
import { SimulatedAttempt } from '../../simulate/simulated-attempt.ts';
import { SimulatedHost, type SpeedChange } from '../../simulate/simulated-host.ts';
import { type JobResult, SimulatedJob } from '../../simulate/simulated-job.ts';
import { VirtualClock } from '../../simulate/virtual-clock.ts';
import { expectWhole } from './expect-whole.ts';

const launch = { seconds: 0.5, parseWork: 0, isNeededAtEnd: true };
const flat = { strips: [{ first: 1, last: 1, seconds: 1 }] };

function picture({ rows, seconds }: { rows: number; seconds: number }): Picture {
  return new Picture(flat, { height: rows, seconds, blockRows: 32, isAligned: true });
}

function host(name: string, speeds: readonly SpeedChange[] = [{ at: 0, speed: 1 }]): SimulatedHost {
  return new SimulatedHost({ name, weight: 1, from: 0, speeds });
}

function hosts(count: number): SimulatedHost[] {
  return Array.from({ length: count }, (_, i) => host(`host${i}`));
}

/** One band of all rows. */
function render(of: Picture, on: readonly SimulatedHost[], splits: boolean): JobResult {
  const scenario: Scenario = { picture: of, hosts: on, launch, estimate: flat };
  const bands = [{ first: 1, last: of.height, host: on[0]!.name, state: '-' as const, info: null }];
  const probe = {
    costs: of.costsBy({ strips: [{ first: 1, last: of.height, seconds: of.seconds }] }),
    endsAt: 0,
  };
  return new SimulatedJob(scenario, { bands, splits, beginsAt: 0, probe }).run();
}

test('eight hosts share a heavy row of blocks, and all rows are rendered once', () => {
  const strips = [
    { first: 1, last: 448, seconds: 10 },
    { first: 449, last: 480, seconds: 70 },
  ];
  const heavy = new Picture({ strips }, { height: 480, seconds: 80, blockRows: 32, isAligned: true });
  const scenario: Scenario = { picture: heavy, hosts: hosts(8), launch, estimate: { strips } };
  const result = new SimulatedJob(scenario, schedules.ours(scenario)).run();
  expect(result.helps).toBeGreaterThan(0);
  // One host takes 70 s for the row.
  expect(result.makespan).toBeLessThan(20);
  expect(result.makespan).toBeGreaterThanOrEqual(lowerBound(scenario));
  expectWhole(result.rows, 480);
});

test('a single row of blocks is shared by two hosts', () => {
  const row = picture({ rows: 32, seconds: 60 });
  expect(render(row, hosts(2), false).makespan).toBeCloseTo(60.5, 3);
  const shared = render(row, hosts(2), true);
  expect(shared).toMatchObject({ helps: 1, cuts: 0, rows: [{ first: 1, last: 32 }] });
  // A launch, a block of 32 columns out of 43, and a launch.
  expect(shared.makespan).toBeCloseTo(46, 0);
});

test('a help whose host dies does no harm', () => {
  const row = picture({ rows: 32, seconds: 60 });
  const dying = host('host1', [
    { at: 0, speed: 1 },
    { at: 10, speed: 0 },
  ]);
  const result = render(row, [host('host0'), dying], true);
  expect(result.helps).toBeGreaterThan(0);
  expect(result.rows).toEqual([{ first: 1, last: 32 }]);
  expect(result.makespan).toBeCloseTo(60.5, 3);
});

test('hosts share the blocks again that a host has not rendered because it has died', () => {
  const strips = [
    { first: 1, last: 448, seconds: 10 },
    { first: 449, last: 480, seconds: 300 },
  ];
  const heavy = new Picture({ strips }, { height: 480, seconds: 310, blockRows: 32, isAligned: true });
  const dying = [
    { at: 0, speed: 1 },
    { at: 10, speed: 0 },
  ];
  const on = [host('dying', dying), ...hosts(7)];
  const scenario: Scenario = { picture: heavy, hosts: on, launch, estimate: { strips } };
  const result = new SimulatedJob(scenario, schedules.ours(scenario)).run();
  expectWhole(result.rows, 480);
  // The host had blocks for about 40 s.
  expect(result.makespan).toBeLessThan(70);
});

test('an attempt goes on behind the blocks of others as soon as it comes to them, and renders the others itself', () => {
  const row = picture({ rows: 96, seconds: 120 });
  const seconds = 10;
  expect(row.columns).toBe(4);
  expect(attempt(row, [])).toBeCloseTo(120.5, 3);
  // The last row begins at 80.5 s: blocks 9 and 10, a launch, and nothing more.
  expect(attempt(row, [{ at: 85, first: 11, last: 12 }])).toBeCloseTo(80.5 + 2 * seconds + 0.5, 3);
  // Block 11 is in progress, and lost.
  expect(attempt(row, [{ at: 105, first: 11, last: 12 }])).toBeCloseTo(105 + 0.5, 3);
  // Block 12 is its own.
  expect(attempt(row, [{ at: 85, first: 10, last: 11 }])).toBeCloseTo(80.5 + 2 * seconds + 0.5, 3);
  // Block 12 comes while the renderer is launched again.
  const twice = [
    { at: 85, first: 10, last: 11 },
    { at: 90.7, first: 12, last: 12 },
  ];
  expect(attempt(row, twice)).toBeCloseTo(80.5 + seconds + 0.5 + 0.5, 3);
  // It has rendered them itself.
  expect(attempt(row, [{ at: 115, first: 9, last: 10 }])).toBeCloseTo(120.5, 3);
});

/** @returns when it has ended */
function attempt(of: Picture, come: readonly { at: number; first: number; last: number }[]): number {
  const clock = new VirtualClock();
  let end = Infinity;
  const place = { clock, picture: of, host: host('host0'), launch };
  const running = new SimulatedAttempt({ first: 1, last: of.height }, place, {
    progressed: () => undefined,
    split: () => undefined,
    ended: () => (end = clock.now),
  });
  for (const { at, ...blocks } of come) clock.at(at, () => running.blocksCame(blocks));
  clock.run(() => end < Infinity);
  return end;
}

test('rows of blocks that differ are shared better if the estimate has columns', () => {
  const maps = [...readMaps(join(import.meta.dirname, '../../simulate/maps')).values()];
  const length = groups.find(({ name }) => name === 'length')!;
  const short = length.kinds.find(({ name }) => name === '10 s')!;
  const scenarios = maps.map((map) => short.scenario(map));
  const meanOf = (all: readonly Scenario[]): number =>
    all.reduce((sum, each) => sum + new SimulatedJob(each, schedules.ours(each)).run().makespan, 0) /
    all.length;
  const withoutColumns = scenarios.map((scenario) => ({
    ...scenario,
    estimate: {
      strips: scenario.estimate.strips.map(({ first, last, seconds }) => ({ first, last, seconds })),
    },
  }));
  expect(scenarios).toHaveLength(20);
  expect(meanOf(scenarios)).toBeLessThan(0.99 * meanOf(withoutColumns));
});

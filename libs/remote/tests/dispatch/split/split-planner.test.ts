import { describe, expect, it } from 'vitest';
import { SplitPlanner } from '../../../src/dispatch/split-planner.ts';
import type { PlannedCut, PlannedShare } from '../../../src/dispatch/split/plans.ts';
import { costs } from './costs.ts';
import { evenBands, lowerBound, renderOnToyCluster, type ToyHost, type ToyJob } from './toy-cluster.ts';
import { plansForIdle } from '../../../src/dispatch/split/plans-for-idle.ts';

const hosts = (count: number): ToyHost[] =>
  Array.from({ length: count }, (_, i) => ({ name: `host${i}`, weight: 1, speed: () => 1 }));

const even: ToyJob = {
  hosts: hosts(4),
  bands: evenBands(960, 4),
  costOfRow: () => 0.1,
  launch: 0.5,
  areCostsKnown: true,
};

/** The rows cover the image once. */
function expectWhole(rendered: readonly { first: number; last: number }[], height: number): void {
  const sorted = [...rendered].sort((a, b) => a.first - b.first);
  expect(sorted[0]?.first).toBe(1);
  expect(sorted.at(-1)?.last).toBe(height);
  for (const [i, { first }] of sorted.slice(1).entries()) expect(first).toBe(sorted[i]!.last + 1);
}

function expectGood(job: ToyJob, ratio: number): ReturnType<typeof renderOnToyCluster> {
  const result = renderOnToyCluster(job);
  expectWhole(result.rendered, job.bands.at(-1)!.last);
  expect(result.seconds / lowerBound(job)).toBeLessThan(ratio);
  return result;
}

describe('SplitPlanner', () => {
  it('leaves bands of equal work alone', () => {
    expect(expectGood(even, 1.02).splits).toBe(0);
  });

  const steep = (row: number): number => (row > 700 ? 0.4 : 0.02);
  it.each([
    ['known', true],
    ['unknown', false],
  ])('evens out bands of unequal work, with costs %s', (_, areCostsKnown) => {
    expectGood({ ...even, costOfRow: steep, areCostsKnown }, 1.15);
  });

  it('learns the costs while the job runs', () => {
    const planner = new SplitPlanner({ blockRows: 8, launchSeconds: 0.5 });
    planner.started('a', { first: 1, last: 800 }, 'host1', 1, 0);
    planner.progressed('a', { lastRow: 0, percent: 0 }, 0.5);
    planner.progressed('a', { lastRow: 400, percent: 50 }, 10.5);
    expect(planner.expectedEnd(10.5)).toBeCloseTo(10, 0);
    planner.setCosts(costs((row) => (row > 400 ? 0.25 : 0.025)));
    expect(planner.expectedEnd(10.5)).toBeCloseTo(100, 0);
  });

  it('relieves a host that is slow from the beginning, whose weight nobody knows', () => {
    const slow = [...hosts(3), { name: 'slow', weight: 1, speed: () => 0.2 }];
    expectGood({ ...even, hosts: slow }, 1.15);
    expectGood({ ...even, hosts: slow, areCostsKnown: false }, 1.2);
  });

  it('takes a host that has launched nothing yet, although it should have, for a slow one', () => {
    const planner = new SplitPlanner({ blockRows: 8, launchSeconds: 1, costs: costs(() => 0.1, 800) });
    for (const name of ['a', 'b']) planner.started(name, { first: 1, last: 400 }, name, 1, 0);
    planner.progressed('a', { lastRow: 0, percent: 0 }, 1);
    planner.progressed('a', { lastRow: 40, percent: 10 }, 5);
    // At the pace of the first, it would need another 40 s.
    expect(planner.expectedEnd(5)).toBeGreaterThan(100);
    expect(planner.expectedEnd(5)).toBeLessThan(200);
  });

  it('relieves a host that becomes slow', () => {
    const tired = { name: 'tired', weight: 1, speed: (now: number) => (now < 10 ? 1 : 0.2) };
    expectGood({ ...even, hosts: [...hosts(3), tired] }, 1.35);
    expectGood({ ...even, hosts: [...hosts(3), tired], areCostsKnown: false }, 1.35);
  });

  it('relieves a host that stands still', () => {
    const planner = new SplitPlanner({ blockRows: 8, launchSeconds: 0.5, costs: costs(() => 0.1) });
    for (const name of ['a', 'b']) {
      planner.started(name, { first: 1, last: 800 }, name, 1, 0);
      planner.progressed(name, { lastRow: 0, percent: 0 }, 0.5);
      planner.progressed(name, { lastRow: 400, percent: 50 }, 40.5);
    }
    planner.progressed('b', { lastRow: 640, percent: 80 }, 64.5);
    expect(planner.plan({ name: 'c', weight: 1 }, 64.6)?.key).toBe('a');
  });

  it('shares one band among hosts that become idle at the same moment', () => {
    const job = { ...even, bands: evenBands(960, 1), hosts: hosts(6) };
    expectGood(job, 1.25);
    const many = expectGood({ ...even, bands: evenBands(9_600, 1), hosts: hosts(24) }, 1.25);
    expect(many.splits).toBeLessThan(60);
  });

  it('cuts bands that were cut before', () => {
    const result = expectGood({ ...even, bands: evenBands(960, 1), hosts: hosts(3) }, 1.2);
    expect(result.splits).toBeGreaterThan(1);
  });

  it('cuts nothing where nothing can be gained', () => {
    const short = { ...even, bands: evenBands(96, 2), hosts: hosts(8), costOfRow: () => 0.02 };
    expect(renderOnToyCluster({ ...short, launch: 0.9 }).asked).toBe(0);
    const planner = new SplitPlanner({ blockRows: 8, launchSeconds: 1 });
    expect(planner.plan({ name: 'idle', weight: 1 }, 0)).toBeNull();
    expect(planner.expectedEnd(0)).toBe(0);
  });

  it('waits for more than a few percents where a launch takes long', () => {
    const planner = new SplitPlanner({ blockRows: 8, launchSeconds: 60 });
    planner.started('a', { first: 1, last: 256 }, 'host', 1, 0);
    planner.progressed('a', { lastRow: null, percent: 3 }, 60);
    planner.progressed('a', { lastRow: null, percent: 4 }, 62);
    expect(planner.plan({ name: 'idle', weight: 1 }, 62)).toBeNull();
    planner.progressed('a', { lastRow: null, percent: 13 }, 80);
    expect(planner.plan({ name: 'idle', weight: 1 }, 80)?.key).toBe('a');
  });

  it('leaves more to a band that needs no launch at its end', () => {
    const lastRow = (isDirect: boolean) => {
      const planner = new SplitPlanner({ blockRows: 8, launchSeconds: 40, costs: costs(() => 1) });
      planner.started('a', { first: 1, last: 240 }, 'host', 1, 0);
      planner.progressed('a', { lastRow: 0, percent: 0, isDirect }, 40);
      planner.progressed('a', { lastRow: 24, percent: 10, isDirect }, 64);
      return (planner.plan({ name: 'idle', weight: 1 }, 64) as PlannedCut).last;
    };
    // The rest takes 216 s. With one launch on each side, each gets half; without one here, this one 20 s more.
    expect(lastRow(false)).toBe(128);
    expect(lastRow(true)).toBeGreaterThan(140);
  });

  it('counts the launches of helpers that share the rest', () => {
    const planner = new SplitPlanner({ blockRows: 8, launchSeconds: 60, costs: costs(() => 1) });
    planner.started('a', { first: 1, last: 240 }, 'host', 1, 0);
    planner.progressed('a', { lastRow: 0, percent: 0 }, 60);
    planner.progressed('a', { lastRow: 104, percent: 43 }, 164);
    expect(planner.plan({ name: 'idle', weight: 1 }, 164, 6)).toBeNull();
  });

  it('asks again after 5 s if there is no answer', () => {
    const job = { ...even, bands: evenBands(960, 1), hosts: hosts(2), answer: 'nothing' } as const;
    const { asked, splits } = renderOnToyCluster(job);
    expect(splits).toBe(0);
    expect(asked).toBeGreaterThan(15);
    expect(asked).toBeLessThanOrEqual(20);
  });

  it('asks less and less often if the answer is no', () => {
    const job = { ...even, bands: evenBands(960, 1), hosts: hosts(2), answer: 'refuses' } as const;
    expect(renderOnToyCluster(job).asked).toBeLessThan(9);
  });

  it('gives a host of twice the weight twice the rows', () => {
    const planner = new SplitPlanner({ blockRows: 10, launchSeconds: 0, costs: costs(() => 0.1) });
    planner.started('a', { first: 1, last: 900 }, 'slow', 1, 0);
    expect(planner.plan({ name: 'fast', weight: 2 }, 0)).toEqual({ key: 'a', last: 300 });
  });

  it('cuts at the end of a block row, beyond the one that is being rendered', () => {
    const planner = new SplitPlanner({ blockRows: 32, launchSeconds: 0 });
    planner.started('a', { first: 11, last: 110 }, 'host', 1, 0);
    planner.progressed('a', { lastRow: 10, percent: 0 }, 0);
    planner.progressed('a', { lastRow: 42, percent: 33 }, 10);
    expect(planner.plan({ name: 'idle', weight: 1 }, 10)).toEqual({ key: 'a', last: 74 });
  });

  it('ignores what is said of attempts that it does not know', () => {
    const planner = new SplitPlanner({ blockRows: 32, launchSeconds: 0 });
    planner.progressed('a', { lastRow: 10, percent: 0 }, 0);
    planner.split('a', { first: 1, last: 2 }, 0);
    planner.ended('a');
    expect(planner.expectedEnd(1)).toBe(0);
  });

  it('decides 25,000 times on 4,096 bands in under two seconds of CPU', () => {
    const planner = new SplitPlanner({
      blockRows: 32,
      launchSeconds: 0.5,
      costs: costs((row) => 0.01 + (row % 7) / 100),
    });
    const height = 64_000;
    for (let i = 0; i < 4_096; i += 1) planner.started(`${i}`, { first: 1, last: height }, `host${i}`, 1, 0);
    for (let i = 0; i < 4_096; i += 1) planner.progressed(`${i}`, { lastRow: 0, percent: 0 }, 0.5 + i / 1e5);
    let splits = 0;
    const before = process.cpuUsage();
    for (let i = 0; i < 25_000; i += 1) {
      const now = 1 + i / 500;
      if (i % 4 === 0)
        planner.progressed(`${i % 4_096}`, { lastRow: null, percent: Math.min(90, i / 4_096) }, now);
      const plan = planner.plan({ name: `idle${i % 100}`, weight: 1 }, now);
      if (plan === null || 'blocks' in plan) continue;
      splits += 1;
      planner.split(plan.key, { first: 1, last: plan.last }, now);
      planner.started(`rest${i}`, { first: plan.last + 1, last: height }, `idle${i % 100}`, 1, now);
      planner.ended(`rest${i - 1_000}`);
    }
    const { user, system } = process.cpuUsage(before);
    expect(splits).toBeGreaterThan(20_000);
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});

describe('a band in its last row of blocks', () => {
  /** Rows 33 to 64 of an image, in 16 blocks of 32 rows; 16 s of work, of which 4 s are done after 5 s. */
  function planned(): SplitPlanner {
    const layout = { blockRows: 32, blockColumns: 16, grid: 32 };
    const planner = new SplitPlanner({ ...layout, launchSeconds: 1, costs: costs(() => 0.5) });
    planner.started('a', { first: 33, last: 64 }, 'busy', 1, 0);
    planner.progressed('a', { lastRow: null, percent: 0 }, 1);
    planner.progressed('a', { lastRow: null, percent: 25 }, 5);
    return planner;
  }
  const idle = { name: 'idle', weight: 1 };

  it('is shared, so that all end together', () => {
    // 12 blocks of 1 s are left: 6 for the band, and 5, after a launch, for the host.
    const blocks = { first: 12, last: 16 };
    expect(planned().plan(idle, 5)).toEqual({ key: 'a', rows: { first: 33, last: 64 }, blocks, from: null });
  });

  it('is shared by what its blocks cost', () => {
    const layout = { blockRows: 32, blockColumns: 16, grid: 32 };
    // The last four take 2 s each, the others two thirds of a second.
    const uneven = Array.from({ length: 16 }, (_, i) => (i < 12 ? 2 / 3 : 2));
    const planner = new SplitPlanner({
      ...layout,
      launchSeconds: 1,
      costs: { height: 64, ofRow: () => 0.5, ofBlocks: () => uneven },
    });
    planner.started('a', { first: 33, last: 64 }, 'busy', 1, 0);
    planner.progressed('a', { lastRow: null, percent: 0 }, 1);
    planner.progressed('a', { lastRow: null, percent: 25 }, 1 + (4 * 2) / 3);
    // 13.3 s are left: 7.3 for the band, and three blocks, after a launch, for the host.
    const plan = planner.plan(idle, 1 + (4 * 2) / 3);
    expect(plan).toMatchObject({ key: 'a', blocks: { first: 14, last: 16 } });
  });

  it('is shared by the number of its blocks if bands lie off the grid, where blocks are others', () => {
    const layout = { blockRows: 32, blockColumns: 16, grid: 32 };
    const uneven = Array.from({ length: 16 }, (_, i) => (i < 8 ? 0 : 1));
    const planner = new SplitPlanner({ ...layout, launchSeconds: 1 });
    planner.started('a', { first: 33, last: 48 }, 'busy', 1, 0);
    planner.setCosts({ height: 480, ofRow: () => 1, ofBlocks: () => uneven });
    planner.progressed('a', { lastRow: null, percent: 0 }, 1);
    expect(planner.expectedEnd(1)).toBeCloseTo(16);
    planner.setCosts({ height: 480, ofRow: () => 2, ofBlocks: () => uneven });
    expect(planner.expectedEnd(1)).toBeCloseTo(32);
  });

  it('is no longer cut when blocks of its last row are lent, even if it is slower than was thought', () => {
    const planner = new SplitPlanner({
      blockRows: 32,
      blockColumns: 16,
      grid: 32,
      launchSeconds: 1,
      costs: costs(() => 0.5, 64),
    });
    planner.started('a', { first: 1, last: 64 }, 'busy', 1, 0);
    planner.progressed('a', { lastRow: null, percent: 0 }, 1);
    planner.progressed('a', { lastRow: null, percent: 49 }, 16.6);
    // It is taken to be in its last row by now.
    const share = planner.plan(idle, 17.5);
    if (share === null || !('blocks' in share)) throw new Error('It is not shared');
    planner.helps('help', share, idle, 17.5);
    planner.progressed('a', { lastRow: null, percent: 49 }, 30);
    for (const now of [20, 25, 31, 40, 60]) {
      const plan = planner.plan({ name: 'other', weight: 1 }, Math.max(30, now));
      expect(plan === null || 'blocks' in plan).toBe(true);
    }
  });

  it('is shared with several hosts, from its end on', () => {
    const plans = [...plansForIdle(planned(), [idle, { name: 'other', weight: 1 }], 5)].map(
      ({ plan }) => plan,
    );
    expect(plans).toMatchObject([
      { blocks: { first: 13, last: 16 }, from: null },
      { blocks: { first: 10, last: 12 }, from: null },
    ]);
  });

  it('and who helps it is helped, too', () => {
    const layout = { blockRows: 32, blockColumns: 16, grid: 32 };
    const planner = new SplitPlanner({ ...layout, launchSeconds: 1, costs: costs(() => 2) });
    planner.started('a', { first: 33, last: 64 }, 'busy', 1, 0);
    planner.progressed('a', { lastRow: null, percent: 0 }, 1);
    planner.progressed('a', { lastRow: null, percent: 25 }, 17);
    const slow = { name: 'slow', weight: 0.5 };
    const share = planner.plan(slow, 17);
    expect(share).toMatchObject({ blocks: { first: 13, last: 16 }, from: null });
    planner.helps('help', share as PlannedShare, slow, 17);
    planner.helpProgressed('help', 0, 18);
    // It takes 20 s for a block.
    planner.progressed('a', { lastRow: null, percent: 50 }, 38);
    planner.helpProgressed('help', 25, 38);
    const next = planner.plan({ name: 'fast', weight: 1 }, 38);
    expect(next).toMatchObject({ key: 'a', from: 'help', blocks: { first: 15, last: 16 } });
    expect(planner.helpEnded('help', true, 58)).toEqual({ first: 13, last: 14 });
  });

  it('is not shared for less than it costs', () => {
    const layout = { blockRows: 32, blockColumns: 16, grid: 32 };
    const planner = new SplitPlanner({ ...layout, launchSeconds: 9, costs: costs(() => 0.5) });
    planner.started('a', { first: 33, last: 64 }, 'busy', 1, 0);
    planner.progressed('a', { lastRow: null, percent: 0 }, 9);
    planner.progressed('a', { lastRow: null, percent: 25 }, 13);
    expect(planner.plan(idle, 13)).toBeNull();
  });

  it('takes back what was lent in vain, and lends no more for a while', () => {
    const planner = planned();
    const share = planner.plan(idle, 5);
    if (share === null || !('blocks' in share)) throw new Error('It is not shared');
    planner.helps('help', share, idle, 5);
    expect(planner.helpEnded('help', false, 6)).toEqual(share.blocks);
    expect(planner.plan(idle, 6)).toBeNull();
    expect(planner.expectedEnd(6)).toBeGreaterThan(10);
  });
});

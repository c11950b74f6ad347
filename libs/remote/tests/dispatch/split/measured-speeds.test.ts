import { describe, expect, it } from 'vitest';
import { SplitPlanner } from '../../../src/dispatch/split-planner.ts';
import type { PlannedShare } from '../../../src/dispatch/split/plans.ts';
import { costs } from './costs.ts';

const newPlanner = () => new SplitPlanner({ blockRows: 8, launchSeconds: 0.5 });
const top = { first: 1, last: 400 };
const bottom = { first: 401, last: 800 };

/** A row of ten blocks on `host`, of which the first is finished after 2 s, and an idle host helps with some. */
function sharedBand(): { planner: SplitPlanner; share: PlannedShare } {
  const planner = new SplitPlanner({ blockRows: 32, blockColumns: 10, grid: 32, launchSeconds: 0.1 });
  planner.setCosts(costs(() => 0.1));
  planner.started('a', { first: 1, last: 32 }, 'host', 1, 0);
  planner.progressed('a', { lastRow: null, percent: 0 }, 1);
  planner.progressed('a', { lastRow: null, percent: 10 }, 2);
  const share = planner.plan({ name: 'idle', weight: 1 }, 2) as PlannedShare;
  planner.helps('help', share, { name: 'idle', weight: 1 }, 2);
  return { planner, share };
}

describe('measuredSpeeds', () => {
  it('compares what hosts have done from their first reports to their ends, if the costs become known only then', () => {
    const planner = newPlanner();
    planner.started('a', top, 'fast', 1, 0);
    planner.started('b', bottom, 'slow', 1, 0);
    planner.progressed('a', { lastRow: null, percent: 0 }, 1);
    planner.progressed('b', { lastRow: null, percent: 0 }, 1);
    planner.ended('a', null, 2);
    planner.ended('b', null, 4);
    expect(planner.measuredSpeeds()).toEqual([]);
    planner.setCosts(costs((row) => (row <= 400 ? 0.01 : 0.02)));
    const [fast, slow] = planner.measuredSpeeds();
    expect(fast).toMatchObject({ name: 'fast', seconds: 1 });
    expect(fast!.rate).toBeCloseTo(4);
    expect(slow).toMatchObject({ name: 'slow', seconds: 3 });
    expect(slow!.rate).toBeCloseTo(8 / 3);
  });

  it('counts a band that has reported nothing from its launch on', () => {
    const planner = newPlanner();
    planner.setCosts(costs(() => 0.01));
    planner.started('a', top, 'host', 1, 0);
    planner.started('b', bottom, 'unknown', 1, 0);
    planner.ended('a', 0.5, 1.5);
    planner.ended('b', null, 1.5);
    expect(planner.measuredSpeeds()).toEqual([
      { name: 'host', seconds: 1, rate: expect.closeTo(4) as number },
    ]);
  });

  it('counts only the rows that a band has kept, and no band that has failed', () => {
    const planner = newPlanner();
    planner.setCosts(costs(() => 0.01));
    planner.started('a', top, 'host', 1, 0);
    planner.progressed('a', { lastRow: null, percent: 0 }, 1);
    planner.split('a', { first: 1, last: 104 }, 1.5);
    planner.ended('a', null, 3);
    planner.started('b', bottom, 'host', 1, 3);
    planner.progressed('b', { lastRow: null, percent: 0 }, 4);
    planner.ended('b');
    const [host, ...others] = planner.measuredSpeeds();
    expect(host).toMatchObject({ name: 'host', seconds: 2, rate: expect.closeTo(0.52) as number });
    expect(others).toEqual([]);
  });

  it('does not count the time in which a band only waits for others to finish its last row', () => {
    const { planner, share } = sharedBand();
    const own = share.blocks.first - 1;
    planner.progressed('a', { lastRow: null, percent: 10 * own }, 1 + own);
    planner.helpProgressed('help', 0, 3);
    planner.helpEnded('help', true, 40);
    planner.ended('a', null, 40);
    expect(planner.measuredSpeeds().find(({ name }) => name === 'host')).toMatchObject({ seconds: own });
  });

  it('counts blocks that were lent in vain as work of the band that has rendered them', () => {
    const { planner } = sharedBand();
    planner.ended('a', null, 11);
    planner.helpEnded('help', false, 12);
    expect(planner.measuredSpeeds()).toEqual([
      { name: 'host', seconds: 10, rate: expect.closeTo(0.32) as number },
    ]);
  });

  it('learns nothing from a band that was ready right after its first report', () => {
    const planner = newPlanner();
    planner.setCosts(costs(() => 0.01));
    planner.started('a', top, 'burst', 1, 0);
    planner.progressed('a', { lastRow: null, percent: 0 }, 1);
    planner.ended('a', null, 1.003);
    planner.started('b', bottom, 'odd', 1, 0);
    planner.ended('b', 1.5, 1.495);
    expect(planner.measuredSpeeds()).toEqual([]);
    expect(planner.prospect({ name: 'burst', weight: 1 }).rate).toBeLessThan(1.5);
  });

  it('shows what to expect of a host whose only band was ready before its second report', () => {
    const planner = newPlanner();
    planner.setCosts(costs(() => 0.01));
    planner.started('a', top, 'fast', 1, 0);
    planner.progressed('a', { lastRow: null, percent: 0 }, 1);
    planner.ended('a', null, 2);
    planner.started('b', bottom, 'fast', 1, 2);
    planner.progressed('b', { lastRow: null, percent: 0 }, 3);
    expect(planner.expectedEnd(3)).toBeLessThan(1.5);
  });
});

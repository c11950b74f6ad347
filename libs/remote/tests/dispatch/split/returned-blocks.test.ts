import { expect, it } from 'vitest';
import { SplitPlanner } from '../../../src/dispatch/split-planner.ts';
import { costs } from './costs.ts';
import type { PlannedShare } from '../../../src/dispatch/split/plans.ts';

const helper = { name: 'host2', weight: 1 };

/** One row of 20 blocks, of which a fifth is finished. */
function plannerOfOneRow(): SplitPlanner {
  const planner = new SplitPlanner({ blockRows: 32, blockColumns: 20, grid: 32, launchSeconds: 0.5 });
  planner.setCosts(costs(() => 100 / 32, 32));
  planner.started('band', { first: 1, last: 32 }, 'host1', 1, 0);
  planner.progressed('band', { lastRow: null, percent: 0 }, 0.5);
  for (let second = 1; second <= 20; second += 1)
    planner.progressed('band', { lastRow: null, percent: second }, 0.5 + second);
  return planner;
}

it('lends the blocks again that were lent in vain', () => {
  const planner = plannerOfOneRow();
  const share = planner.plan(helper, 20.5) as PlannedShare;
  expect(share).toMatchObject({ key: 'band', from: null, blocks: { last: 20 } });
  planner.helps('help', share, helper, 20.5);
  expect(planner.helpEnded('help', false, 22)).toEqual(share.blocks);
  // Not at once, since it may fail again.
  expect(planner.plan(helper, 22)).toBeNull();
  planner.progressed('band', { lastRow: null, percent: 27 }, 27.5);
  const again = planner.plan(helper, 28) as PlannedShare;
  expect(again).toMatchObject({ key: 'band', from: null, blocks: { last: 20 } });
  expect(again.blocks.first).toBeGreaterThanOrEqual(share.blocks.first);
});

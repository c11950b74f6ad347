import { expect, test } from 'vitest';
import { HostPool } from '../../../src/dispatch/host-pool.ts';
import { plansForIdle } from '../../../src/dispatch/split/plans-for-idle.ts';
import { SplitPlanner } from '../../../src/dispatch/split-planner.ts';

test('a host is idle while it has no band, and in part while it has fewer than before', () => {
  const pool = new HostPool();
  const [one, four] = [1, 4].map((slots) => pool.add({ user: null, name: `pi${slots}`, port: null }, slots));
  const names = (): string[] => pool.idle(9).map(({ name }) => name);
  expect(names()).toEqual(['pi1', 'pi4']);
  pool.take(one!);
  for (let i = 0; i < 3; i += 1) pool.take(four!);
  expect(names()).toEqual([]);
  pool.giveBack(four!);
  expect(names()).toEqual(['pi4']);
  pool.giveBack(four!);
  expect(names()).toEqual(['pi4', 'pi4']);
  pool.giveBack(one!);
  expect(names()).toEqual(['pi1', 'pi4', 'pi4']);
});

test('a host in quarantine is not idle', () => {
  const pool = new HostPool();
  const bad = pool.add({ user: null, name: 'bad', port: null }, 1);
  pool.add({ user: null, name: 'good', port: null }, 1);
  pool.failed(bad);
  pool.failed(bad);
  expect(pool.idle(9).map(({ name }) => name)).toEqual(['good']);
});

test('what would gain nothing on a slow host goes to a fast one', () => {
  const planner = new SplitPlanner({ blockRows: 8, launchSeconds: 0.1 });
  planner.started('a', { first: 1, last: 800 }, 'pi1', 1, 0);
  planner.progressed('a', { lastRow: 0, percent: 0 }, 0);
  planner.progressed('a', { lastRow: 400, percent: 50 }, 40);
  const idle = [0.001, 2, 1].map((weight) => ({ name: `weight ${weight}`, weight }));
  const plans = [...plansForIdle(planner, idle, 40)];
  expect(plans.map(({ host }) => host.name)).toEqual(['weight 2']);
});

test('what would gain nothing on a fast host that launches slowly goes to another one', () => {
  const planner = new SplitPlanner({ blockRows: 8, launchSeconds: 0.1 });
  planner.started('far', { first: 1, last: 8 }, 'far', 2, 0);
  planner.progressed('far', { lastRow: 0, percent: 0 }, 30);
  planner.started('near', { first: 9, last: 16 }, 'near', 1, 30);
  planner.progressed('near', { lastRow: 8, percent: 0 }, 30.3);
  planner.ended('far');
  planner.ended('near');
  planner.started('a', { first: 17, last: 816 }, 'busy', 1, 30);
  planner.progressed('a', { lastRow: 16, percent: 0 }, 30.3);
  planner.progressed('a', { lastRow: 416, percent: 50 }, 35.3);
  const idle = [
    { name: 'far', weight: 2 },
    { name: 'near', weight: 1 },
  ];
  expect([...plansForIdle(planner, idle, 35.3)].map(({ host }) => host.name)).toEqual(['near']);
});

import { expect, test } from 'vitest';
import { continuePlan } from '../../src/schedule/continue-plan.ts';

test('the bands are those of the plan, and name the hosts that are still there', () => {
  const plan = [
    { first: 1, last: 9, host: 'a' },
    { first: 10, last: 19, host: 'b' },
  ];
  expect(continuePlan(plan, new Set(['b']))).toEqual([
    { first: 1, last: 9, host: null, state: '-', info: null },
    { first: 10, last: 19, host: 'b', state: '-', info: null },
  ]);
});

import { expect, test } from 'vitest';
import { continuePlan } from '../../src/schedule/continue-plan.ts';

const rows = (text: string) => {
  const [first, last] = text.split('-').map(Number);
  return { first: first!, last: last! };
};
const continued = (plan: string[], finished: string[]): string[] =>
  continuePlan(
    plan.map((text) => ({ ...rows(text), host: null })),
    finished.map(rows),
    new Set(),
  ).map(({ first, last }) => `${first}-${last}`);

test('the bands are those of the plan', () => {
  expect(continued(['1-90', '91-120'], [])).toEqual(['1-90', '91-120']);
  expect(continued(['1-90', '91-120'], ['91-120'])).toEqual(['1-90', '91-120']);
});

test('the finished pieces of a band that was cut short are bands', () => {
  expect(continued(['1-90', '91-120'], ['61-80', '1-32'])).toEqual([
    '1-32',
    '33-60',
    '61-80',
    '81-90',
    '91-120',
  ]);
  expect(continued(['1-90', '91-120'], ['1-32', '1-90'])).toEqual(['1-90', '91-120']);
});

test('parts that do not fit the plan are left alone', () => {
  expect(continued(['1-90', '91-120'], ['80-100', '1-40', '30-60'])).toEqual(['1-40', '41-90', '91-120']);
});

test('a band names its host only if it is still there', () => {
  const plan = [
    { first: 1, last: 9, host: 'a' },
    { first: 10, last: 19, host: 'b' },
  ];
  expect(continuePlan(plan, [], new Set(['b'])).map(({ host }) => host)).toEqual([null, 'b']);
});

import { expect, test } from 'vitest';
import { HostPool } from '../../../src/dispatch/host-pool.ts';
import { HostWeights } from '../../../src/dispatch/split/host-weights.ts';

const pool = new HostPool();
const hostWith = (name: string, slots: number, weight?: number) =>
  pool.add({ user: null, name, port: null }, slots, weight);
const [one, four, unknown] = [hostWith('one', 1), hostWith('four', 4), hostWith('unknown', 1)];

test('without any knowledge, weights are those of the list', () => {
  const weights = new HostWeights();
  expect(weights.of(hostWith('heavy', 1, 7))).toMatchObject({ name: 'heavy', weight: 7 });
  expect(weights.of(one).weight).toBe(1);
});

test('what a look has found counts, for each slot', () => {
  const capacities = new Map([
    ['one', 0.5],
    ['four', 16],
  ]);
  const weights = new HostWeights(({ name }) => capacities.get(name) ?? null);
  expect(weights.of(one).weight).toBe(0.5);
  expect(weights.of(four).weight).toBe(4);
  // The mean of the others.
  expect(weights.of(unknown).weight).toBe(2.25);
  capacities.set('unknown', 3);
  expect(weights.of(unknown).weight).toBe(3);
});

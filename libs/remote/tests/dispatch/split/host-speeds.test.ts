import { expect, test } from 'vitest';
import { HostSpeeds } from '../../../src/dispatch/split/host-speeds.ts';

const host = (name: string, weight = 1) => ({ name, weight });

/** Costs are seconds of a host that does one a second. */
function speedsWith(launches: Record<string, number>, weights: Record<string, number> = {}): HostSpeeds {
  const speeds = new HostSpeeds(1);
  speeds.restart(true);
  for (const [name, seconds] of Object.entries(launches)) speeds.launched(host(name, weights[name]), seconds);
  return speeds;
}

test('a host that has launched slowly is expected to be slow', () => {
  const speeds = speedsWith({ fast: 0.5, slow: 1.5 });
  expect(speeds.rateOf(host('fast'))).toBeCloseTo(1.5);
  expect(speeds.rateOf(host('slow'))).toBeCloseTo(0.5);
  expect(speeds.rateOf(host('new'))).toBe(1);
});

test('one launch that took very long changes little for the others', () => {
  const alike = Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`host${i}`, 0.5]));
  const speeds = speedsWith({ ...alike, late: 15 });
  expect(speeds.rateOf(host('host0'))).toBeLessThan(1.15);
  expect(speeds.rateOf(host('late'))).toBe(0.25);
});

test('launches that are too short to be measured say nothing', () => {
  const speeds = speedsWith({ a: 0.01, b: 0.04 });
  expect(speeds.rateOf(host('a'))).toBe(1);
  expect(speeds.rateOf(host('b'))).toBe(1);
});

test('what it has rendered says more', () => {
  const speeds = speedsWith({ fast: 0.5, slow: 1.5 });
  speeds.worked(host('slow'), 30, 10);
  expect(speeds.rateOf(host('slow'))).toBeGreaterThan(2.5);
});

test('a weight that is right is not counted twice', () => {
  const speeds = speedsWith({ fast: 0.5, slow: 1.5 }, { fast: 3, slow: 1 });
  expect(speeds.rateOf(host('fast', 3))).toBeCloseTo(3);
  expect(speeds.rateOf(host('slow', 1))).toBeCloseTo(1);
});

test('weights that differ say more than launches', () => {
  const speeds = speedsWith({ fast: 0.5, slow: 0.6 }, { fast: 3, slow: 1 });
  expect(speeds.rateOf(host('fast', 3))).toBeCloseTo(3);
  expect(speeds.rateOf(host('slow', 1))).toBeCloseTo(1);
});

test('a launch that takes very long, or no time, says only so much', () => {
  const speeds = speedsWith({ stuck: 1_000, other: 0 });
  expect(speeds.rateOf(host('stuck'))).toBeGreaterThanOrEqual(0.25);
  expect(speeds.rateOf(host('other'))).toBeLessThanOrEqual(4);
});

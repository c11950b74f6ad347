import { parseHostAddress } from '@task-distributor/remote';
import { describe, expect, it } from 'vitest';
import { type RememberedSpeed } from '../../src/speeds/speeds-file.ts';
import { weightsBySpeed } from '../../src/speeds/weights-by-speed.ts';

const day = '2026-11-29';
const listed = (names: readonly string[], weight: number | null = null, slots: number | null = null) =>
  names.map((name) => ({ address: parseHostAddress(name), slots, weight }));
const remembered = (speeds: Readonly<Record<string, number>>, seconds = 20, jobs = 1) =>
  new Map<string, RememberedSpeed>(
    Object.entries(speeds).map(([name, speed]) => [name, { speed, seconds, jobs, day }]),
  );

describe('weightsBySpeed', () => {
  it('gives fast hosts more than slow ones, in nearly the proportion that was measured', () => {
    const weights = weightsBySpeed(listed(['a', 'b', 'c']), remembered({ a: 9, b: 1, c: 3 }))!;
    expect(weights[0]! / weights[1]!).toBeGreaterThan(6);
    expect(weights[0]! / weights[1]!).toBeLessThan(9);
    expect(weights[2]).toBeCloseTo(1, 1);
  });

  it('takes small differences for chance', () => {
    expect(weightsBySpeed(listed(['a', 'b']), remembered({ a: 1.3, b: 1 }))).toBeNull();
  });

  it('believes what several jobs have shown', () => {
    const weights = weightsBySpeed(listed(['a', 'b']), remembered({ a: 2, b: 1 }, 60, 4))!;
    expect(weights[0]! / weights[1]!).toBeGreaterThan(1.8);
  });

  it('is not misled by a host that was seen for a moment', () => {
    const alike = Array.from({ length: 7 }, (_, i) => `host${i}`);
    const speeds = remembered(Object.fromEntries(alike.map((name) => [name, 1])), 10);
    speeds.set('odd', { speed: 1_000, seconds: 0.05, jobs: 1, day });
    const weights = weightsBySpeed(listed([...alike, 'odd']), speeds)!;
    expect(weights.at(-1)! / weights[0]!).toBeLessThan(4);
    const sure = remembered({ fast: 3, slow: 1 }, 60, 4);
    sure.set('odd', { speed: 2, seconds: 0.05, jobs: 1, day });
    const [fast, slow] = weightsBySpeed(listed(['fast', 'slow', 'odd']), sure)!;
    expect(fast! / slow!).toBeGreaterThan(2.5);
  });

  it('believes less in what was measured for a moment', () => {
    const long = weightsBySpeed(listed(['a', 'b']), remembered({ a: 4, b: 1 }, 20))!;
    const short = weightsBySpeed(listed(['a', 'b']), remembered({ a: 4, b: 1 }, 0.2))!;
    expect(short[0]! / short[1]!).toBeLessThan(long[0]! / long[1]!);
  });

  it('takes a host that is new for an average one', () => {
    expect(weightsBySpeed(listed(['a', 'new', 'b']), remembered({ a: 9, b: 1 }))![1]).toBe(1);
  });

  it('does not mind users, but ports', () => {
    const hosts = listed(['pi@a', 'b:2222']);
    const weights = weightsBySpeed(hosts, remembered({ a: 9, 'b:2222': 1, b: 9 }))!;
    expect(weights[0]).toBeGreaterThan(2 * weights[1]!);
  });

  it.each([
    ['nothing is remembered of these hosts', listed(['a', 'b']), remembered({ c: 9 })],
    ['one host alone is remembered', listed(['a', 'b']), remembered({ a: 9 })],
    ['a host has several slots', [...listed(['a'], null, 2), ...listed(['b'])], remembered({ a: 9, b: 1 })],
    ['the user has given a weight', [...listed(['a'], 2), ...listed(['b'])], remembered({ a: 9, b: 1 })],
  ])('gives none if %s', (_, hosts, speeds) => {
    expect(weightsBySpeed(hosts, speeds)).toBeNull();
  });

  it('never gives absurd ones', () => {
    const weights = weightsBySpeed(listed(['a', 'b']), remembered({ a: 1e9, b: 1e-9 }))!;
    expect(weights).toEqual([100, 0.01]);
  });
});

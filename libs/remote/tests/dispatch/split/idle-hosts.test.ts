import { expect, test } from 'vitest';
import { HostPool } from '../../../src/dispatch/host-pool.ts';

test('a host is idle while it has no band, and in part while it has fewer than before', () => {
  const pool = new HostPool();
  const [one, four] = [1, 4].map((slots) => pool.add({ user: null, name: `pi${slots}`, port: null }, slots));
  const names = (bySlots: boolean): string[] => pool.idle(9, bySlots).map(({ name }) => name);
  expect([names(false), names(true)]).toEqual([
    ['pi1', 'pi4'],
    ['pi1', 'pi4'],
  ]);
  pool.take(one!);
  for (let i = 0; i < 3; i += 1) pool.take(four!);
  expect(names(true)).toEqual([]);
  pool.giveBack(four!);
  expect([names(false), names(true)]).toEqual([[], ['pi4']]);
  pool.giveBack(four!);
  expect(names(true)).toEqual(['pi4', 'pi4']);
  pool.giveBack(one!);
  expect(names(false)).toEqual(['pi1']);
});

test('a host in quarantine is not idle', () => {
  const pool = new HostPool();
  const bad = pool.add({ user: null, name: 'bad', port: null }, 1);
  pool.add({ user: null, name: 'good', port: null }, 1);
  pool.failed(bad);
  pool.failed(bad);
  expect(pool.idle(9, true).map(({ name }) => name)).toEqual(['good']);
});

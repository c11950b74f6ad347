import { expect, test } from 'vitest';
import { HostPool } from '../../../src/dispatch/host-pool.ts';

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

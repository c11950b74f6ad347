import { expect, test } from 'vitest';
import { FreeHosts } from '../../src/dispatch/free-hosts.ts';
import { HostPool } from '../../src/dispatch/host-pool.ts';

test.each([0, 1, 5])('for %i hosts, looks at no more', (most) => {
  const pool = new HostPool();
  let looks = 0;
  const free = new FreeHosts(() => (looks += 1) > 0);
  for (let i = 0; i < 100; i += 1) free.offer(pool.add({ user: null, name: `pi${i}`, port: null }, 1));
  looks = 0;
  expect(free.few(most)).toHaveLength(most);
  expect(looks).toBe(most);
});

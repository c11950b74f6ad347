import { expect, it } from 'vitest';
import { limitConcurrency } from '../../src/index.ts';

it('runs functions in order up to the limit, and continues after a failure', async () => {
  const limit = limitConcurrency(3);
  const begun: number[] = [];
  let running = 0;
  let most = 0;
  const runs = Array.from({ length: 20 }, (_, i) =>
    limit(async () => {
      begun.push(i);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (i % 4 === 0) throw new Error(`no ${i}`);
      return i;
    }),
  );
  const outcomes = await Promise.allSettled(runs);
  expect(most).toBe(3);
  expect(begun).toEqual(Array.from({ length: 20 }, (_, i) => i));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(5);
});

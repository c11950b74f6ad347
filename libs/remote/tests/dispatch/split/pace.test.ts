import { expect, test } from 'vitest';
import { Pace } from '../../../src/dispatch/split/pace.ts';

/** One block of cost 1 is reported after 5 s, though others do such a block in 1 s. */
function afterOneBlock(): Pace {
  const pace = new Pace(0);
  pace.step(1, 5);
  return pace;
}

test('after a single block, what others do counts as much', () => {
  expect(afterOneBlock().rate(5, 1, null)).toBeCloseTo(0.2);
  expect(afterOneBlock().rate(5, 1, 1)).toBeCloseTo(2 / 6);
});

test('after many blocks, it counts for little', () => {
  const pace = afterOneBlock();
  for (let at = 10; at <= 100; at += 5) pace.step(1, at);
  expect(pace.rate(100, 1, 1)).toBeCloseTo(0.2, 1);
});

test('silence makes it slower, as long as the next block is overdue', () => {
  const pace = afterOneBlock();
  expect(pace.rate(8, 1, 1)).toBeCloseTo(2 / 6);
  expect(pace.rate(60, 1, 1)!).toBeLessThan(0.05);
});

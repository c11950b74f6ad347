import { BlockLayout } from '@task-distributor/render';
import { expect, test } from 'vitest';
import { CountedBlocks } from '../../../src/workers/bare/counted-blocks.ts';
import { LentBlocks } from '../../../src/workers/bare/lent-blocks.ts';
import { turnAt } from '../../../src/workers/bare/turn.ts';

const rows = { first: 33, last: 64 };
/** Ten blocks side by side. */
const layout = new BlockLayout(rows, { first: 1, last: 320 }, 32);

/** A band that has finished its first four blocks, and that is made of blocks. @param there numbers of blocks, from 0 on */
function turn(lent: LentBlocks, there: readonly number[], isDirect = true) {
  const blocks = new CountedBlocks(layout, 1);
  blocks.count(4 * 32 * 32);
  lent.add(layout, new Map(there.map((id) => [id, Buffer.alloc(0)])));
  return turnAt(blocks, { rows, planned: rows, lent: lent.of(rows.first), isDirect });
}

test('a band goes on as long as nobody has rendered its next block', () => {
  expect(turn(new LentBlocks(), [])).toBe(null);
  expect(turn(new LentBlocks(), [5, 6, 7, 8, 9])).toBe(null);
});

test('it ends when others have rendered all that is left', () => {
  expect(turn(new LentBlocks(), [4, 5, 6, 7, 8, 9])).toBe('short');
  expect(turn(new LentBlocks(), [4, 5, 6, 7, 8, 9], false)).toBe('lent');
});

test('it is launched again for blocks behind those of others that nobody renders', () => {
  expect(turn(new LentBlocks(), [4, 5])).toBe('lent');
});

test('it is not launched again where others are rendering all that is left', () => {
  const lent = new LentBlocks();
  let last = 10;
  const ended = lent.begin(layout, () => ({ first: 7, last }));
  expect(turn(lent, [4, 5])).toBe(null);
  expect(turn(lent, [4, 5], false)).toBe('lent');
  // The host is told that the last two are no longer its own, and nobody else has begun them.
  last = 8;
  expect(turn(lent, [4, 5])).toBe('lent');
  const others = lent.begin(layout, () => ({ first: 9, last: 10 }));
  expect(turn(lent, [4, 5])).toBe(null);
  ended();
  expect(turn(lent, [4, 5])).toBe('lent');
  others();
  expect(turn(lent, [6, 7, 8, 9])).toBe('short');
});

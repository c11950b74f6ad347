import { BlockLayout } from '@task-distributor/render';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FinishedBlocks } from '../../../src/agent/state/finished-blocks.ts';
import { CountedBlocks } from '../../../src/workers/bare/counted-blocks.ts';

const layouts = fc
  .record({
    first: fc.integer({ min: 1, max: 50 }),
    height: fc.integer({ min: 1, max: 60 }),
    left: fc.integer({ min: 1, max: 20 }),
    width: fc.integer({ min: 1, max: 60 }),
    size: fc.integer({ min: 2, max: 16 }),
  })
  .map(({ first, height, left, width, size }) => {
    const columns = { first: left, last: left + width - 1 };
    return new BlockLayout({ first, last: first + height - 1 }, columns, size);
  });
const runs = fc.record({
  layout: layouts,
  threads: fc.integer({ min: 1, max: 8 }),
  /** Which of the threads finishes its block next. */
  turns: fc.array(fc.nat(7), { minLength: 1, maxLength: 100 }),
  isGiven: fc.array(fc.boolean(), { maxLength: 30 }),
});

/** What a renderer has done when its threads have finished blocks in this order. */
function afterTurns(
  layout: BlockLayout,
  threads: number,
  turns: readonly number[],
  given: ReadonlySet<number> = new Set(),
) {
  const missing = Array.from({ length: layout.count }, (_, id) => id).filter((id) => !given.has(id));
  const begun = missing.splice(0, threads);
  const all = [...begun];
  const finished: number[] = [];
  for (const turn of turns) {
    if (begun.length === 0) break;
    const [id] = begun.splice(turn % begun.length, 1);
    finished.push(id!);
    const next = missing.shift();
    if (next === undefined) continue;
    begun.push(next);
    all.push(next);
  }
  const done = finished.reduce((sum, id) => sum + layout.pixelsOf(id), 0);
  return { finished, done, highestBegun: Math.max(-1, ...all) };
}

/** What the state file would have shown. */
function fromState(layout: BlockLayout, ids: Iterable<number>): FinishedBlocks {
  const blocks = new FinishedBlocks(layout);
  for (const id of ids) {
    const { rows, columns } = layout.placeOf({ first: id, last: id })!;
    const box = {
      left: columns.first - 1,
      right: columns.last - 1,
      top: rows.first - 1,
      bottom: rows.last - 1,
    };
    blocks.add({ id, ...box } as Parameters<FinishedBlocks['add']>[0]);
  }
  return blocks;
}

function counted(
  layout: BlockLayout,
  threads: number,
  done: number,
  given?: ReadonlySet<number>,
): CountedBlocks {
  const blocks = new CountedBlocks(layout, threads, given);
  blocks.count(done);
  return blocks;
}

describe('counted blocks', () => {
  test('are those of the state file, when one thread renders', () => {
    fc.assert(
      fc.property(runs, ({ layout, turns, isGiven }) => {
        const given = new Set(isGiven.flatMap((is, id) => (is && id < layout.count ? [id] : [])));
        const { finished, done } = afterTurns(layout, 1, turns, given);
        const blocks = counted(layout, 1, done, given);
        const state = fromState(layout, [...given, ...finished]);
        expect(state.isSound).toBe(true);
        expect(blocks.next).toBe(state.next);
        expect(blocks.lastRow).toBe(state.lastRow);
        expect(blocks.highest).toBeGreaterThanOrEqual(state.highest);
        const { first, last } = layout.region;
        for (const row of [first, Math.floor((first + last) / 2), last])
          expect(blocks.shareTo(row)).toBeCloseTo(state.shareTo(row));
      }),
    );
  });

  test('never hide that a block has been begun', () => {
    fc.assert(
      fc.property(runs, ({ layout, threads, turns, isGiven }) => {
        const given = new Set(isGiven.flatMap((is, id) => (is && id < layout.count ? [id] : [])));
        const { done, highestBegun } = afterTurns(layout, threads, turns, given);
        expect(counted(layout, threads, done, given).highest + threads).toBeGreaterThanOrEqual(highestBegun);
      }),
    );
  });

  test('allow a cut where the state file does, if all blocks are of one size', () => {
    const layout = new BlockLayout({ first: 1, last: 64 }, 64, 8);
    for (const done of [0, 1, 7, 8, 30, 62].map((blocks) => 64 * blocks)) {
      for (const threads of [1, 2, 4]) {
        expect(counted(layout, threads, done).highest).toBe(done / 64 - 1);
      }
    }
  });

  test('all are finished with the last pixel', () => {
    fc.assert(
      fc.property(layouts, fc.integer({ min: 1, max: 8 }), (layout, threads) => {
        const blocks = counted(layout, threads, layout.pixels);
        expect(blocks.lastRow).toBe(layout.region.last);
        expect(blocks.shareTo(layout.region.last)).toBe(1);
      }),
    );
  });
});

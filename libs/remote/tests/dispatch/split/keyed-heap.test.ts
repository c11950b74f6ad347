import fc from 'fast-check';
import { expect, it } from 'vitest';
import { KeyedHeap } from '../../../src/dispatch/split/keyed-heap.ts';

it('has the items with the largest numbers at hand, whatever was set and deleted', () => {
  const step = fc.record({ item: fc.nat(20), key: fc.option(fc.nat(100)) });
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const heap = new KeyedHeap<number>();
      const keys = new Map<number, number>();
      for (const { item, key } of steps) {
        if (key === null) heap.delete(item);
        else heap.set(item, key);
        if (key === null) keys.delete(item);
        else keys.set(item, key);
        const sorted = [...keys.values()].sort((a, b) => b - a);
        expect(heap.first?.key).toBe(sorted[0]);
        expect(heap.largest(4).map((each) => keys.get(each))).toEqual(sorted.slice(0, 4));
      }
    }),
  );
});

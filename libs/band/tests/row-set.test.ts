import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowSet } from '../src/index.ts';

test('is the set of all rows that were added', () => {
  const anyRows = fc.record({
    first: fc.integer({ min: 1, max: 30 }),
    length: fc.integer({ min: 1, max: 9 }),
  });
  fc.assert(
    fc.property(fc.array(anyRows), (added) => {
      const rows = new RowSet();
      const model = new Set<number>();
      for (const { first, length } of added) {
        rows.add({ first, last: first + length - 1 });
        for (let row = first; row < first + length; row += 1) model.add(row);
      }
      for (let row = 1; row <= 40; row += 1) expect(rows.has(row)).toBe(model.has(row));
      expect(rows.size).toBe(model.size);
      for (const stretch of rows.stretches) {
        expect(rows.covers(stretch)).toBe(true);
        expect(rows.covers({ ...stretch, last: stretch.last + 1 })).toBe(false);
        expect(model.has(stretch.first - 1) || model.has(stretch.last + 1)).toBe(false);
      }
    }),
  );
});

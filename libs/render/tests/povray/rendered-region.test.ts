import fc from 'fast-check';
import { expect, test } from 'vitest';
import { renderedRegion } from '../../src/povray/rendered-region.ts';

test('widens to whole blocks of the uncut image', () => {
  expect(renderedRegion({ first: 151, last: 300 }, 601, 32)).toEqual({ first: 129, last: 320 });
  expect(renderedRegion({ first: 602, last: 605 }, 605, 32)).toEqual({ first: 577, last: 605 });
});

test('never ends in row 1, which POV-Ray would take for 100 %', () => {
  expect(renderedRegion({ first: 1, last: 1 }, 600, 1)).toEqual({ first: 1, last: 2 });
  expect(renderedRegion({ first: 1, last: 1 }, 1, 1)).toEqual({ first: 1, last: 1 });
});

test('always contains the band, stays within the image, and is on the grid', () => {
  const cases = fc.record({
    height: fc.integer({ min: 1, max: 5_000 }),
    grid: fc.constantFrom(1, 4, 32, 64),
    at: fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })),
  });
  fc.assert(
    fc.property(cases, ({ height, grid, at }) => {
      const [first, last] = at.map((share) => 1 + Math.floor(share * (height - 1))).sort((a, b) => a - b) as [
        number,
        number,
      ];
      const region = renderedRegion({ first, last }, height, grid);
      expect(region.first).toBeLessThanOrEqual(first);
      expect(region.last).toBeGreaterThanOrEqual(last);
      expect(region.first).toBeGreaterThanOrEqual(1);
      expect(region.last).toBeLessThanOrEqual(height);
      expect((region.first - 1) % grid).toBe(0);
      expect(region.last % grid === 0 || region.last === height || region.last === 2).toBe(true);
    }),
  );
});

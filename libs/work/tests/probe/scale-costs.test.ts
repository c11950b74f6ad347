import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstPixels, smallSize } from '../../src/probe/probe-size.ts';
import { edgeCorrection, scaleStrips } from '../../src/probe/scale-costs.ts';

const anySize = fc.record({
  width: fc.integer({ min: 1, max: 20_000 }),
  height: fc.integer({ min: 1, max: 20_000 }),
});

test('the strips of any small copy cover all rows of its image once', () => {
  fc.assert(
    fc.property(anySize, fc.integer({ min: 4, max: 40 }), (image, block) => {
      const small = smallSize(image, firstPixels(image));
      expect(small.width <= image.width && small.height <= image.height).toBe(true);
      const count = Math.ceil(small.height / block);
      const strips = Array.from({ length: count }, (_, i) => ({
        first: i * block + 1,
        last: Math.min((i + 1) * block, small.height),
        seconds: 1,
      }));
      const scaled = scaleStrips(strips, small, image);
      expect(scaled[0]!.first).toBe(1);
      expect(scaled.at(-1)!.last).toBe(image.height);
      expect(
        scaled.every(({ first, last }, i) => first <= last && first === (scaled[i - 1]?.last ?? 0) + 1),
      ).toBe(true);
    }),
  );
});

test('a small copy keeps the proportions', () => {
  expect(smallSize({ width: 800, height: 600 }, 3_000)).toEqual({ width: 64, height: 48 });
  expect(smallSize({ width: 40, height: 30 }, 3_000)).toEqual({ width: 40, height: 30 });
});

test('a small copy of any shape has about the pixels that it shall have', () => {
  fc.assert(
    fc.property(anySize, fc.integer({ min: 192, max: 600_000 }), (image, pixels) => {
      const { width, height } = smallSize(image, pixels);
      expect(width * height).toBeLessThanOrEqual(2 * pixels);
    }),
  );
  expect(smallSize({ width: 20_000, height: 1 }, 192)).toEqual({ width: 192, height: 1 });
  expect(smallSize({ width: 3, height: 20_000 }, 192)).toEqual({ width: 3, height: 64 });
});

test('two copies show how much the edges cost', () => {
  const sizes = [100, 200].map((side) => ({ width: side, height: side }));
  const image = { width: 1_000, height: 1_000 };
  const [small, larger] = sizes as [(typeof sizes)[0], (typeof sizes)[0]];
  // 1 s for each pixel, and 10 s for each pixel of an edge.
  const seconds = (side: number): number => side * side + 10 * side;
  const factor = edgeCorrection([seconds(100), seconds(200)], [small, larger], image);
  expect((seconds(200) * 25 * factor) / seconds(1_000)).toBeCloseTo(1, 4);
  expect(edgeCorrection([100, 500], [small, larger], image)).toBe(1);
});

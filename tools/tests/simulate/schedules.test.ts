import type { Rows } from '@task-distributor/band';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { factoring } from '../../simulate/schedules/factoring.ts';
import { plachetkaChunks } from '../../simulate/schedules/plachetka-chunks.ts';

const sizesOf = (bands: readonly Rows[]): number[] => bands.map(({ first, last }) => last - first + 1);

const jobs = fc.tuple(
  fc.integer({ min: 1, max: 5_000 }),
  fc.integer({ min: 1, max: 500 }),
  fc.double({ min: 1, max: 1_000, noNaN: true }),
);

test('factoring makes batches of half of the remaining rows', () => {
  const batches = [13, 6, 3, 2, 1].map((size) => [size, size, size, size]);
  expect(sizesOf(factoring(100, 4))).toEqual(batches.flat());
});

test("Plachetka's chunks are one band on one host, and single rows where the costs may differ a lot", () => {
  expect(sizesOf(plachetkaChunks(100, 1, 7))).toEqual([100]);
  expect(sizesOf(plachetkaChunks(12, 3, 1_000))).toEqual(Array.from({ length: 12 }, () => 1));
  expect(sizesOf(plachetkaChunks(20, 2, 1))).toEqual([10, 5, 2, 1, 1, 1]);
});

test('both cover all rows once, with bands that become no larger', () => {
  fc.assert(
    fc.property(jobs, ([height, hosts, ratio]) => {
      for (const bands of [factoring(height, hosts), plachetkaChunks(height, hosts, ratio)]) {
        const sizes = sizesOf(bands);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(height);
        expect(sizes.every((size, i) => size >= 1 && size <= (sizes[i - 1] ?? size))).toBe(true);
      }
    }),
  );
});

test("with Plachetka's chunks, no host waits longer at the end than the most expensive row takes", () => {
  fc.assert(
    fc.property(
      jobs,
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      ([height, hosts, ratio], random) => {
        const busyUntil = Array.from({ length: hosts }, () => 0);
        for (const size of sizesOf(plachetkaChunks(height, hosts, ratio))) {
          const first = busyUntil.indexOf(Math.min(...busyUntil));
          for (let row = 0; row < size; row++) busyUntil[first]! += 1 + (ratio - 1) * random.next().value;
        }
        const wait = Math.max(...busyUntil) - Math.min(...busyUntil);
        if (hosts <= height) expect(wait).toBeLessThanOrEqual(ratio * (1 + 1e-9));
      },
    ),
    { numRuns: 40 },
  );
});

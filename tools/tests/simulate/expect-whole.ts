import type { Rows } from '@task-distributor/band';
import { expect } from 'vitest';

/** Expects bands that have each row of a picture once. */
export function expectWhole(rendered: readonly Rows[], height: number): void {
  const sorted = rendered.toSorted((a, b) => a.first - b.first);
  expect(sorted.at(0)?.first).toBe(1);
  expect(sorted.at(-1)?.last).toBe(height);
  for (const [i, { first }] of sorted.slice(1).entries()) expect(first).toBe(sorted[i]!.last + 1);
}

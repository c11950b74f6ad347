/** How the times of repeated runs are averaged. */
export type Average = 'median' | 'mean';

/** @param values at least one */
export function averageOf(values: readonly number[], average: Average): number {
  return average === 'mean' ? mean(values) : median(values);
}

/** Speedup divided by the number of processors. */
export function efficiencyOf(speedup: number, processors: number): number {
  return speedup / processors;
}

/**
 * The share of the work that is done serially, as the speedup shows it: (1/S - 1/p) / (1 - 1/p). Karp and Flatt, Measuring parallel
 * processor performance, CACM 33(5), 1990. Below 0 where the speedup is more than the number of processors.
 * @returns null for one processor
 */
export function serialFractionOf(speedup: number, processors: number): number | null {
  if (processors <= 1) return null;
  return (1 / speedup - 1 / processors) / (1 - 1 / processors);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)]!;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + upper) / 2 : upper;
}

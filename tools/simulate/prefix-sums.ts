/** The sums of the first values: one more than there are values, from 0 on. */
export function prefixSums(values: readonly number[]): number[] {
  const sums = [0];
  for (const value of values) sums.push(sums.at(-1)! + value);
  return sums;
}

/** How many of the first values have a sum of no more than this. */
export function countWithin(sums: readonly number[], most: number): number {
  let [low, high] = [0, sums.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (sums[middle]! <= most) low = middle;
    else high = middle;
  }
  return low;
}

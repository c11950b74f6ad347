/** What blocks take that are rendered one after the other, in seconds on a host of speed 1. */
export interface BlockSums {
  /** How many there are. */
  readonly count: number;
  /** Seconds of the first ones. */
  upTo(count: number): number;
  /** How many of them, from the first one on, take no more than this. */
  countWithin(seconds: number): number;
}

export function evenSums(count: number, secondsEach: number): BlockSums {
  return {
    count,
    upTo: (first) => first * secondsEach,
    countWithin: (seconds) =>
      secondsEach === 0 ? count : Math.min(count, Math.floor(seconds / secondsEach)),
  };
}

export function sumsOf(seconds: readonly number[]): BlockSums {
  const sums = [0];
  for (const each of seconds) sums.push(sums.at(-1)! + each);
  return {
    count: seconds.length,
    upTo: (first) => sums[first]!,
    countWithin: (most) => {
      let [low, high] = [0, sums.length];
      while (high - low > 1) {
        const middle = (low + high) >> 1;
        if (sums[middle]! <= most) low = middle;
        else high = middle;
      }
      return low;
    },
  };
}

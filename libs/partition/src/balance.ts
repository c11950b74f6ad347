/**
 * Divides a row of pieces among shares that each take one or more pieces side by side, so that the largest quotient of cost
 * and share is as small as it can be. (If a share is too small for a single piece, it may be a little larger.) Within that limit,
 * each boundary lies where it is nearest to its exact place.
 * @param costs of the pieces, 0 or more; at least as many pieces as shares
 * @returns for each share, how many pieces it and those before it have
 */
export function balance(costs: Float64Array, shares: readonly number[]): number[] {
  const sums = sumsOf(costs);
  const total = sums.at(-1)!;
  const largest = Math.max(...shares);
  // Sums of floating point numbers differ in their last digits by the order in which they are added.
  const limit = smallestLimit(sums, shares, total) * (1 + 1e-9) + total * 1e-12;
  const earliest = earliestEnds(sums, shares, limit);
  const all = shares.reduce((sum, share) => sum + share / largest, 0);
  const ends: number[] = [];
  let [end, before] = [0, 0];
  for (const [i, share] of shares.entries()) {
    before += share / largest;
    const later = shares.length - 1 - i;
    const most = latestEnd(sums, end, limit * share, later);
    const exact = nearest(sums, (total * before) / all);
    end = Math.min(Math.max(end + 1, earliest[i]!, Math.min(exact, most)), costs.length - later);
    ends.push(end);
  }
  return ends;
}

function sumsOf(costs: Float64Array): Float64Array {
  const sums = new Float64Array(costs.length + 1);
  costs.forEach((cost, i) => (sums[i + 1] = sums[i]! + cost));
  return sums;
}

/** The smallest quotient of cost and share that all shares can keep to, within the precision of numbers. */
function smallestLimit(sums: Float64Array, shares: readonly number[], total: number): number {
  let [low, high] = [0, total / Math.min(...shares)];
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (isEnough(sums, shares, middle)) high = middle;
    else low = middle;
  }
  return high;
}

function isEnough(sums: Float64Array, shares: readonly number[], limit: number): boolean {
  let end = 0;
  for (const [i, share] of shares.entries()) {
    const next = latestEnd(sums, end, limit * share, shares.length - 1 - i);
    if (next === end) return false;
    end = next;
  }
  return end === sums.length - 1;
}

/** The last piece that a share can take from `start` on without more than `cost`, and without taking the later ones' last pieces. */
function latestEnd(sums: Float64Array, start: number, cost: number, later: number): number {
  const most = sums.length - 1 - later;
  let [low, high] = [start, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sums[middle]! - sums[start]! <= cost) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** For each share, the earliest end that leaves the later ones no more than they can take. */
function earliestEnds(sums: Float64Array, shares: readonly number[], limit: number): number[] {
  const ends: number[] = [];
  let end = sums.length - 1;
  for (let i = shares.length - 1; i >= 0; i--) {
    ends[i] = end;
    let [low, high] = [i, end];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (sums[end]! - sums[middle]! <= limit * shares[i]!) high = middle;
      else low = middle + 1;
    }
    end = high;
  }
  return ends;
}

/** The number of pieces whose sum is nearest to a cost; of several, the middle one. */
function nearest(sums: Float64Array, cost: number): number {
  const above = firstAbove(sums, (sum) => sum >= cost);
  const middle = (value: number): number => {
    const first = firstAbove(sums, (sum) => sum >= value);
    const last = firstAbove(sums, (sum) => sum > value) - 1;
    return Math.round((first + last) / 2);
  };
  if (above === 0) return middle(sums[0]!);
  if (above === sums.length) return middle(sums.at(-1)!);
  const [low, high] = [sums[above - 1]!, sums[above]!];
  return middle(cost - low < high - cost ? low : high);
}

function firstAbove(sums: Float64Array, isAbove: (sum: number) => boolean): number {
  let [low, high] = [0, sums.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (isAbove(sums[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

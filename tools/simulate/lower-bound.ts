import { launchSeconds, type Scenario } from './scenario.ts';

/**
 * The time, in seconds, that no schedule can go below: that for all work if no host is ever idle, or for the largest block on
 * the fastest host, if that takes longer, and one launch on the fastest host.
 */
export function lowerBound({ picture, hosts, launch }: Scenario): number {
  const topSpeed = Math.max(...hosts.map((host) => host.topSpeed));
  // No more hosts can work than there are blocks.
  const useful = hosts.toSorted((a, b) => b.topSpeed - a.topSpeed).slice(0, picture.blocks);
  const done = (time: number) => useful.reduce((sum, host) => sum + host.workBetween(host.from, time), 0);
  let high = 1;
  while (done(high) < picture.seconds) high *= 2;
  let low = 0;
  while (high - low > 1e-6 * high) {
    const middle = (low + high) / 2;
    if (done(middle) < picture.seconds) low = middle;
    else high = middle;
  }
  return Math.max(high, picture.largestBlock / topSpeed) + launchSeconds(launch, topSpeed);
}

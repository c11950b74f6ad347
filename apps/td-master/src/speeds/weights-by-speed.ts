import { formatHostAddress, type ListedHost } from '@task-distributor/remote';
import { type RememberedSpeed, type RememberedSpeeds, speedKey } from './speeds-file.ts';

/**
 * Weights of hosts by their speeds in earlier jobs; 1 is the geometric mean. What has been measured is partly chance, so differences are
 * taken for as much smaller as it is uncertain whether hosts differ at all. A host that is not remembered counts as the mean.
 * @returns null = none is remembered, or the user has given a weight
 */
export function weightsBySpeed(
  listed: readonly Pick<ListedHost, 'address' | 'weight'>[],
  remembered: RememberedSpeeds,
): number[] | null {
  if (listed.some(({ weight }) => weight !== null)) return null;
  const speeds = listed.map(({ address }) => remembered.get(speedKey(formatHostAddress(address))));
  const known = speeds.filter((speed) => speed !== undefined);
  if (known.length === 0) return null;
  const mean = meanOf(known.map(({ speed }) => Math.log(speed)));
  const spread = meanOf(known.map(({ speed }) => (Math.log(speed) - mean) ** 2));
  // The variance of the hosts themselves.
  const ofHosts = Math.max(0, spread - meanOf(known.map(varianceOf)));
  return speeds.map((speed) => {
    if (speed === undefined || ofHosts === 0) return 1;
    const trust = ofHosts / (ofHosts + varianceOf(speed));
    const weight = Math.exp(trust * (Math.log(speed.speed) - mean));
    return Math.min(mostWeight, Math.max(1 / mostWeight, Number(weight.toPrecision(3))));
  });
}

/** Of the logarithm of a speed, by chance: the estimate is too high for some rows and too low for others, and times are short. */
function varianceOf({ seconds }: RememberedSpeed): number {
  return 0.1 + 0.05 / seconds;
}

function meanOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}

/** More would be a mistake, or leave a host without rows that it could show its speed with. */
const mostWeight = 100;

import type { ListedHost } from '@task-distributor/remote';
import { type RememberedSpeed, type RememberedSpeeds, speedKey } from './speeds-file.ts';

/**
 * Weights of hosts by their speeds in earlier jobs; 1 is the mean, and a host that is not remembered.
 * Measured speeds differ by chance even if hosts are equal. So the more of the differences can be chance, the closer to 1 the weights are.
 * Source: James and Stein, 1961.
 * @returns null = hosts are not remembered, or not known to differ, or the user has given a weight, or several slots for a host: what is
 *   remembered is the speed of a host with one band
 */
export function weightsBySpeed(
  listed: readonly Pick<ListedHost, 'address' | 'slots' | 'weight'>[],
  remembered: RememberedSpeeds,
): number[] | null {
  if (listed.some(({ slots, weight }) => weight !== null || (slots ?? 1) > 1)) return null;
  const measured = listed.map(({ address }) => {
    const speed = remembered.get(speedKey(address));
    return speed === undefined ? null : { log: Math.log(speed.speed), chance: chanceOf(speed) };
  });
  const known = measured.filter((each) => each !== null);
  if (known.length < 2) return null;
  const mean = meanOf(known, ({ log }) => log);
  const spread = (meanOf(known, ({ log }) => (log - mean) ** 2) * known.length) / (known.length - 1);
  const ofHosts = Math.max(0, spread - meanOf(known, ({ chance }) => chance));
  const weights = measured.map((each) => {
    if (each === null) return 1;
    const weight = Math.exp((ofHosts / (ofHosts + each.chance)) * (each.log - mean));
    return Math.min(mostWeight, Math.max(1 / mostWeight, Number(weight.toPrecision(3))));
  });
  return weights.every((weight) => weight === weights[0]) ? null : weights;
}

/** The logarithm of a speed, and the variance that it has by chance. */
interface Measured {
  readonly log: number;
  readonly chance: number;
}

/** Estimates are too high for some rows and too low for others, and short times are uncertain. */
function chanceOf({ seconds, jobs }: RememberedSpeed): number {
  return 0.1 / Math.min(jobs, mostJobs) + 0.1 / seconds;
}

/** What is less certain counts less. */
function meanOf(all: readonly Measured[], valueOf: (each: Measured) => number): number {
  const trust = all.reduce((sum, { chance }) => sum + 1 / chance, 0);
  return all.reduce((sum, each) => sum + valueOf(each) / each.chance, 0) / trust;
}

/** Jobs with the same scene say the same, even if it is wrong. */
const mostJobs = 4;
/** More would be a mistake, or leave a host without rows that it could show its speed with. */
const mostWeight = 100;

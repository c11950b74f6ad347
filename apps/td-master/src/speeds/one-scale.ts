import type { HostSpeed } from '@task-distributor/band';
import { type RememberedSpeed, type RememberedSpeeds, speedKey } from './speeds-file.ts';

type Speed = Pick<RememberedSpeed, 'speed' | 'seconds'>;

/**
 * What a job has measured, on the scale of what is remembered. Estimates are too high for one scene and too low for another, so only
 * the proportions between the hosts of a job mean anything.
 */
export function onOneScale(
  measured: readonly HostSpeed[],
  remembered: RememberedSpeeds,
): ReadonlyMap<string, Speed> {
  const speeds = new Map<string, Speed>(measured.map(({ name, ...speed }) => [speedKey(name), speed]));
  const factor = factorTo(remembered, speeds);
  return new Map([...speeds].map(([key, { speed, seconds }]) => [key, { speed: speed * factor, seconds }]));
}

/** What makes the hosts that are remembered as fast on average as they are remembered. */
function factorTo(remembered: RememberedSpeeds, measured: ReadonlyMap<string, Speed>): number {
  let [logs, trust] = [0, 0];
  for (const [key, { speed, seconds }] of measured) {
    const known = remembered.get(key);
    if (known === undefined) continue;
    const counts = Math.min(seconds, known.seconds);
    logs += counts * Math.log(known.speed / speed);
    trust += counts;
  }
  // Of hosts that have nothing to do with them, nothing but an equal mean can be expected.
  return trust > 0 ? Math.exp(logs / trust) : (meanSpeed(remembered) ?? 1) / meanSpeed(measured)!;
}

/** null = there is none. */
function meanSpeed(speeds: ReadonlyMap<string, Pick<Speed, 'speed'>>): number | null {
  const sum = [...speeds.values()].reduce((all, { speed }) => all + speed, 0);
  return speeds.size === 0 ? null : sum / speeds.size;
}

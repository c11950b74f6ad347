import type { RememberedSpeed, RememberedSpeeds } from './speeds-file.ts';

type Speed = Pick<RememberedSpeed, 'speed' | 'seconds'>;

/**
 * What a job has measured, on the scale of what is remembered. Estimates are too high for one scene and too low for another, so only
 * the proportions between the hosts of a job mean anything.
 */
export function onOneScale(
  measured: ReadonlyMap<string, Speed>,
  remembered: RememberedSpeeds,
): ReadonlyMap<string, Speed> {
  const factor = factorTo(remembered, measured);
  return new Map([...measured].map(([key, { speed, seconds }]) => [key, { speed: speed * factor, seconds }]));
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
  // If no host of the job is remembered, its hosts count as fast as those that are, on average.
  return trust > 0 ? Math.exp(logs / trust) : (meanSpeed(remembered) ?? 1) / (meanSpeed(measured) ?? 1);
}

/** null = there is none. */
function meanSpeed(speeds: ReadonlyMap<string, Pick<Speed, 'speed'>>): number | null {
  const sum = [...speeds.values()].reduce((all, { speed }) => all + speed, 0);
  return speeds.size === 0 ? null : sum / speeds.size;
}

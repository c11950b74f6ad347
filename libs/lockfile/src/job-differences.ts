import { changedReads } from './job-reads.ts';
import type { JobFacts } from './open-job.ts';

/**
 * How the job in a folder differs from another one, one phrase a difference. None = it is the same. A scene that one of them
 * could not read is the same if its path is.
 */
export function jobDifferences(there: JobFacts, here: JobFacts): string[] {
  const differences = sceneDifferences(there, here);
  const [size, other] = [there, here].map(({ width, height }) => `${width}x${height}`);
  if (size !== other) differences.push(`its size is ${size}, not ${other}`);
  if (JSON.stringify(there.options) !== JSON.stringify(here.options)) {
    differences.push(`its options are ${there.options.join(' ') || 'none'}`);
  }
  return differences;
}

function sceneDifferences(there: JobFacts, here: JobFacts): string[] {
  const isKnown = there.sceneHash !== null && here.sceneHash !== null;
  if (isKnown && there.sceneHash === here.sceneHash) return changedReads(there, here);
  if (there.scene !== here.scene) return [`it is for ${there.scene}, not ${here.scene}`];
  return isKnown ? [`${here.scene} has changed since this job began`] : [];
}

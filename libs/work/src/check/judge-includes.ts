import { TdError } from '@task-distributor/band';
import { rendererFor } from '@task-distributor/render';
import type { ImagePlan } from '../plans.ts';
import { surroundingsOfProcess } from '../surroundings.ts';
import type { Finding } from './host-report.ts';

/** What the scene includes that is not on this machine. Hosts may have it, so it is worth a note. */
export function judgeIncludes({ scene, options }: Pick<ImagePlan, 'scene' | 'options'>): Finding[] {
  return missingOf(scene, options).map(({ name, place }) => {
    const message = `${place.path}, line ${place.line}: ${name} is not found here: without it, a host cannot render the scene`;
    return { column: 'scene', grade: 'odd', message, command: null };
  });
}

function missingOf(scene: string, options: readonly string[]) {
  try {
    return rendererFor(scene).scenes.missingOf(scene, options, surroundingsOfProcess());
  } catch (error) {
    // What is wrong with the options is an error, and has been said.
    if (error instanceof TdError) return [];
    throw error;
  }
}

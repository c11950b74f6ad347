import { relative } from 'node:path';
import { rendererFor } from '@task-distributor/render';
import { surroundingsOfProcess } from './surroundings.ts';

/**
 * @param scene path of the scene file
 * @param options the renderer's
 * @returns one line for the user; null = all cuts of the scene give the uncut image, as far as can be known here
 */
export function inexactWarning(scene: string, options: readonly string[]): string | null {
  const surroundings = surroundingsOfProcess();
  const places = rendererFor(scene).cuts.whyInexact(scene, options, surroundings);
  if (places.length === 0) return null;
  const causes = places.map(({ cause, path, line }) => {
    const near = relative(surroundings.folder, path);
    return `${cause} (${near.startsWith('..') ? path : near}, line ${line})`;
  });
  return `bands can differ from the uncut image, because of ${causes.join(', ')}; see docs/exactness.md`;
}

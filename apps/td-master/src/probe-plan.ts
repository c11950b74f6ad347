import { statSync } from 'node:fs';
import { InputError, TdError } from '@task-distributor/band';
import type { Settings } from '@task-distributor/cli';
import { rendererFor } from '@task-distributor/render';
import { type ProbePlan, surroundingsOfProcess } from '@task-distributor/work';

/** @throws InputError for options that the renderer cannot use, and for a picture that is no PNG; TdError if there is no renderer here */
export function probePlan({ values, sources }: Settings<'td-probe'>, options: readonly string[]): ProbePlan {
  const { scene, width, height, seconds, output } = values;
  if (output !== null && !output.toLowerCase().endsWith('.png')) {
    throw new InputError(`-o: Expected a file whose name ends in .png, got "${output}"`);
  }
  refuseSpecialFile(scene);
  const renderer = rendererFor(scene);
  const surroundings = surroundingsOfProcess();
  renderer.refuse({ scene, options }, surroundings, true);
  // The renderer reads the variable itself, so that its message can name the variable.
  const asked = sources.renderer === 'environment' ? null : values.renderer;
  const program = renderer.host.find(asked ?? undefined, surroundings.env);
  return { request: { program, scene, width, height, format: '+FN', options }, seconds, picture: output };
}

/** A renderer would wait for ever for a folder, a pipe or a device. @throws TdError */
function refuseSpecialFile(scene: string): void {
  const stats = statSync(scene, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile()) return;
  throw new TdError(`${scene}: cannot read the scene: not a regular file`, { code: 'E_SCENE', path: scene });
}

import type { Settings } from '@task-distributor/cli';
import { rendererFor } from '@task-distributor/render';
import { type ProbePlan, surroundingsOfProcess } from '@task-distributor/work';

/** @throws InputError for options that the renderer cannot use; TdError if there is no renderer here */
export function probePlan({ values, sources }: Settings<'td-probe'>, options: readonly string[]): ProbePlan {
  const { scene, width, height, seconds, output } = values;
  const renderer = rendererFor(scene);
  const surroundings = surroundingsOfProcess();
  renderer.refuse({ scene, options }, surroundings, true);
  // The renderer reads the variable itself, so that its message can name the variable.
  const asked = sources.renderer === 'environment' ? null : values.renderer;
  const program = renderer.host.find(asked ?? undefined, surroundings.env);
  return { request: { program, scene, width, height, format: '+FN', options }, seconds, picture: output };
}

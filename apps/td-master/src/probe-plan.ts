import { statSync } from 'node:fs';
import { InputError, TdError } from '@task-distributor/band';
import type { Settings } from '@task-distributor/cli';
import { rendererFor } from '@task-distributor/render';
import type { ListedHost } from '@task-distributor/remote';
import { type HostsProbePlan, type ProbePlan, surroundingsOfProcess } from '@task-distributor/work';

/** @throws InputError for options that the renderer cannot use, and for a picture that is no PNG; TdError if there is no renderer here */
export function probePlan(settings: Settings<'td-probe'>, options: readonly string[]): ProbePlan {
  checkProbe(settings);
  const { scene, width, height, seconds, output } = settings.values;
  const renderer = rendererFor(scene);
  const surroundings = surroundingsOfProcess();
  renderer.refuse({ scene, options }, surroundings, true);
  const program = renderer.host.find(askedRenderer(settings) ?? undefined, surroundings.env);
  return { request: { program, scene, width, height, format: '+FN', options }, seconds, picture: output };
}

/** A plan for hosts. Scene and renderer need not be on this machine. @throws InputError for a picture that is no PNG */
export function hostsProbePlan(
  settings: Settings<'td-probe'>,
  listed: readonly ListedHost[],
  options: readonly string[],
): HostsProbePlan {
  checkProbe(settings);
  const { scene, width, height, seconds, output, via, acceptNew, worker } = settings.values;
  return {
    image: { scene, width, height, options },
    hosts: { listed, via, acceptNew },
    worker: { command: worker, renderer: askedRenderer(settings) },
    seconds,
    picture: output,
  };
}

function checkProbe({ values: { output, scene } }: Settings<'td-probe'>): void {
  if (output !== null && !output.toLowerCase().endsWith('.png')) {
    throw new InputError(`-o: Expected a file whose name ends in .png, got "${output}"`);
  }
  refuseSpecialFile(scene);
}

/** The renderer reads the variable itself, here and on hosts, so that its message can name the variable. */
function askedRenderer({ values, sources }: Settings<'td-probe'>): string | null {
  return sources.renderer === 'environment' ? null : values.renderer;
}

/** A renderer would wait for ever for a folder, a pipe or a device. @throws TdError */
function refuseSpecialFile(scene: string): void {
  const stats = statSync(scene, { throwIfNoEntry: false });
  if (stats === undefined || stats.isFile()) return;
  throw new TdError(`${scene}: cannot read the scene: not a regular file`, { code: 'E_SCENE', path: scene });
}

import type { Renderer } from '../renderer.ts';
import { findPovray } from './find-povray.ts';
import { checkPovrayOptions } from './options.ts';
import { PovrayRendering } from './povray-rendering.ts';

/** POV-Ray 3.7. */
export const povray: Renderer = {
  name: 'POV-Ray',
  originalScene: '/opt/povray/share/povray-3.7/scenes/objects/blob.pov',
  find: findPovray,
  refuse: checkPovrayOptions,
  render: (request, env) => PovrayRendering.plan(request, env),
};

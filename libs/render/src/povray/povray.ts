import type { Renderer } from '../renderer.ts';
import { blockGrid } from './block-grid.ts';
import { whyInexact } from './exactness/why-inexact.ts';
import { findPovray } from './find-povray.ts';
import { EffectiveOptions } from './options/effective-options.ts';
import { readOptions } from './options/read-options.ts';
import { refuseOptions, whyNotCut } from './options/refuse-options.ts';
import { sampleTraits } from './options/sample-traits.ts';
import { refuseName } from './povray-paths.ts';
import { planProbe } from './povray-probe.ts';
import { PovrayRendering } from './povray-rendering.ts';
import { readScene } from './scene/read-scene.ts';
import { PovrayStateReader } from './state/state-reader.ts';

/** POV-Ray 3.7. */
export const povray: Renderer = {
  name: 'POV-Ray',
  scenes: { original: '/opt/povray/share/povray-3.7/scenes/objects/blob.pov', filesOf: readScene },
  find: findPovray,
  refuse: ({ scene, options }, surroundings, filesAreHere) => {
    refuseName(scene);
    refuseOptions(readOptions(options, surroundings), filesAreHere);
  },
  cuts: {
    whyNot: (options, surroundings) => whyNotCut(readOptions(options, surroundings)),
    whyInexact,
    grid: (options, surroundings) => blockGrid(new EffectiveOptions(readOptions(options, surroundings))).grid,
    probe: planProbe,
  },
  samples: (options, surroundings) => sampleTraits(readOptions(options, surroundings)),
  states: { reader: () => new PovrayStateReader() },
  render: (request, surroundings) => PovrayRendering.plan(request, surroundings),
};

import type { Rendering, RenderRequest, Surroundings } from '../renderer.ts';
import { smallestBlock } from './block-grid.ts';
import { PovrayRendering } from './povray-rendering.ts';

/**
 * A run of POV-Ray that tells what rows cost: one thread renders one small block after the other, and POV-Ray records each in
 * its state file as soon as it is finished.
 */
export function planProbe(request: RenderRequest, surroundings: Surroundings): Rendering {
  // The last word wins over the user's.
  const block = Math.max(smallestBlock, Math.floor(request.height / mostBlockRows));
  const options = [...request.options, `+BS${block}`, '+WT1'];
  const run = { given: [], threads: null, imageMegabytes: null, env: {} };
  return PovrayRendering.plan({ ...request, options, run }, surroundings);
}

/** More would cost more than they tell. */
const mostBlockRows = 32;

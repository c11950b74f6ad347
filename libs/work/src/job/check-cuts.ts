import { type Band, describeBand, InputError } from '@task-distributor/band';
import { rendererFor } from '@task-distributor/render';
import type { ImagePlan } from '../plans.ts';
import { workingFolder } from '../working-folder.ts';

/**
 * The same bands.
 * @throws InputError for a part of the image where the options allow the whole image only
 */
export async function* checkCuts(bands: AsyncIterable<Band>, image: ImagePlan): AsyncGenerator<Band> {
  const surroundings = { folder: workingFolder(), env: process.env };
  const reason = rendererFor(image.scene).whyNotCut(image.options, surroundings);
  for await (const band of bands) {
    const isWhole = band.first === 1 && band.last === image.height;
    if (reason !== null && band.state === '-' && !isWhole) {
      throw new InputError(`${describeBand(band)}: ${reason}`);
    }
    yield band;
  }
}

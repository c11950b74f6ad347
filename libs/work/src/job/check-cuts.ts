import { type Band, describeBand, InputError } from '@task-distributor/band';
import { rendererFor } from '@task-distributor/render';
import type { ImagePlan } from '../plans.ts';
import { surroundingsOfProcess } from '../surroundings.ts';

/**
 * The same bands.
 * @throws InputError for a part of the image where the options allow the whole image only
 */
export async function* checkCuts(bands: AsyncIterable<Band>, image: ImagePlan): AsyncGenerator<Band> {
  const reason = rendererFor(image.scene).whyNotCut(image.options, surroundingsOfProcess());
  for await (const band of bands) {
    const isWhole = band.first === 1 && band.last === image.height;
    if (reason !== null && band.state === '-' && !isWhole) {
      throw new InputError(`${describeBand(band)}: ${reason}`);
    }
    yield band;
  }
}

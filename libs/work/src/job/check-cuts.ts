import { type Band, describeBand, InputError } from '@task-distributor/band';
import { rendererFor } from '@task-distributor/render';
import type { ImagePlan } from '../plans.ts';
import { surroundingsOfProcess } from '../surroundings.ts';

/**
 * Passes the bands on.
 * @throws InputError for a band that is not the whole image, if the options do not allow cuts
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

import { type Band, describeBand, InputError } from '@task-distributor/band';
import { rendererFor } from '@task-distributor/render';
import { inexactWarning } from '../inexact-warning.ts';
import type { ImagePlan } from '../plans.ts';
import { surroundingsOfProcess } from '../surroundings.ts';

/**
 * Passes the bands on.
 * @param notify called with a warning if the image is cut and bands can differ from the uncut image
 * @throws InputError for a band that is not the whole image, if the options do not allow cuts
 */
export async function* checkCuts(
  bands: AsyncIterable<Band>,
  image: ImagePlan,
  notify: (line: string) => void,
): AsyncGenerator<Band> {
  const reason = rendererFor(image.scene).cuts.whyNot(image.options, surroundingsOfProcess());
  let isCut = false;
  for await (const band of bands) {
    const isPiece = band.state === '-' && !(band.first === 1 && band.last === image.height);
    if (reason !== null && isPiece) throw new InputError(`${describeBand(band)}: ${reason}`);
    yield band;
    if (isCut || !isPiece) continue;
    isCut = true;
    const warning = inexactWarning(image.scene, image.options);
    if (warning !== null) notify(warning);
  }
}

import { type Band, describeBand, InputError, isWholeImage, rowsOf } from '@task-distributor/band';
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
    const rows = rowsOf(band);
    const isPiece = band.state === '-' && (rows === null || !isWholeImage(rows, image.height));
    if (reason !== null && isPiece) throw new InputError(`${describeBand(band)}: ${reason}`);
    yield band;
    if (isCut || !isPiece) continue;
    isCut = true;
    const warning = inexactWarning(image.scene, image.options);
    if (warning !== null) notify(warning);
  }
}

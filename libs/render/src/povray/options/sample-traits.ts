import type { SampleTraits } from '../../renderer.ts';
import { EffectiveOptions } from './effective-options.ts';
import type { ReadOptions } from './read-options.ts';

/** The samples that the user's words ask for. POV-Ray's default INI file is ignored, because a host may have another one. */
export function sampleTraits({ assignments, problems }: ReadOptions): SampleTraits {
  const asked = assignments.filter(({ origin }) => origin.word !== null);
  const effective = new EffectiveOptions({ assignments: asked, problems });
  const bits = Math.max(effective.integer('Bits_Per_Color', 8), effective.integer('Bits_Per_Colour', 8));
  return { depth: bits > 8 ? 16 : 8, alpha: effective.isOn('Output_Alpha') };
}

import { type Blocks, blocksAfter } from '../scene/blocks.ts';
import { SceneLexer } from '../scene/scene-lexer.ts';

/**
 * The number behind the first `assumed_gamma` that POV-Ray is sure to come to: outside all conditions, loops and macros. If it has come
 * to another one before, it says that it ignores this one.
 * @param text of the scene file, not of its includes
 * @returns as it is written; null = there is none, or it is not a number alone
 */
export function workingGamma(text: Buffer): string | null {
  if (!text.includes(keyword)) return null;
  const lexer = new SceneLexer(text);
  let blocks: Blocks = [];
  while (lexer.next()) {
    if (lexer.kind === 'directive') blocks = blocksAfter(lexer.text, blocks);
    if (lexer.kind === 'word' && lexer.text === keyword && blocks.length === 0) return numberAt(lexer);
  }
  return null;
}

/** @param lexer at the keyword */
function numberAt(lexer: SceneLexer): string | null {
  if (!lexer.next() || lexer.kind !== 'number') return null;
  const number = lexer.text;
  // Anything else could go on with the expression: an operator, a macro, a directive.
  const isAlone = lexer.next() && (lexer.text === '}' || settings.has(lexer.text));
  return isAlone && Number(number) > 0 ? number : null;
}

const keyword = 'assumed_gamma';
/** Source: POV-Ray 3.7, parse.cpp, Parse_Global_Settings. */
const settings: ReadonlySet<string> = new Set([
  'adc_bailout',
  'ambient_light',
  'charset',
  'irid_wavelength',
  'max_intersections',
  'max_trace_level',
  'mm_per_unit',
  'noise_generator',
  'number_of_waves',
  'photons',
  'radiosity',
  'subsurface',
]);

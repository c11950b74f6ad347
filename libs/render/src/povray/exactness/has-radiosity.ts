import { resolve } from 'node:path';
import type { Surroundings } from '../../renderer.ts';
import { EffectiveOptions } from '../options/effective-options.ts';
import { readOptions } from '../options/read-options.ts';
import { includedTexts } from '../scene/included-texts.ts';
import { causes } from './causes.ts';
import { whyInexact } from './why-inexact.ts';

/** Whether a scene has radiosity. Most scenes do not even have the word: these are not read token by token, for which a slow host needs a second. */
export function hasRadiosity(scene: string, options: readonly string[], surroundings: Surroundings): boolean {
  const read = readOptions(options, surroundings);
  const hasHeader = new EffectiveOptions(read).find('Include_Header') !== null;
  if (!hasHeader && !hasWord(includedTexts(resolve(surroundings.folder, scene), read))) return false;
  return whyInexact(scene, options, surroundings).some(({ cause }) => cause === causes.radiosity.name);
}

function hasWord(texts: Iterable<Buffer>): boolean {
  for (const text of texts) if (text.includes('radiosity')) return true;
  return false;
}

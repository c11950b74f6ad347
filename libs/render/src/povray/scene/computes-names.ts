import type { Surroundings } from '../../renderer.ts';
import { readOptions } from '../options/read-options.ts';
import { readScene } from './read-scene.ts';
import { SceneLexer } from './scene-lexer.ts';
import { libraryFolders } from './search-folders.ts';

/**
 * Whether a scene, or what it includes, makes strings of which some may be names of files. POV-Ray's own includes do not count: they
 * get the names of files from the scene.
 */
export function computesNames(
  scene: string,
  options: readonly string[],
  surroundings: Surroundings,
): boolean {
  const own = libraryFolders(readOptions(options, surroundings), false);
  for (const { path, text } of readScene(scene, options, surroundings)) {
    const isOfPovray = own.some((folder) => path.startsWith(`${folder}/`));
    if (text !== null && !isOfPovray && makesStrings(text)) return true;
  }
  return false;
}

function makesStrings(text: Uint8Array): boolean {
  const lexer = new SceneLexer(text);
  while (lexer.next()) if (lexer.kind === 'word' && stringFunctions.has(lexer.text)) return true;
  return false;
}

/** Source: POV-Ray 3.7, documentation, 2.2.1.8.3, String functions. */
const stringFunctions: ReadonlySet<string> = new Set([
  'chr',
  'concat',
  'datetime',
  'str',
  'strlwr',
  'strupr',
  'substr',
  'vstr',
]);

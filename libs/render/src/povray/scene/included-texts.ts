import { contentOf } from './read-scene.ts';
import { FileSearch } from './file-search.ts';
import { searchFolders } from './search-folders.ts';
import type { ReadOptions } from '../options/read-options.ts';

/**
 * The texts of a scene and of what it may include: also what a comment names. Names that the scene computes are not known.
 * Reading token by token takes much longer.
 * @param scene absolute path
 */
export function* includedTexts(scene: string, options: ReadOptions): Generator<Buffer> {
  const search = new FileSearch(searchFolders(scene, options));
  const paths = new Set([scene]);
  for (const path of paths) {
    const text = contentOf(path);
    if (text === null) continue;
    for (const name of includes(text)) {
      const found = search.find(name, 'include');
      if (found !== null) paths.add(found.path);
    }
    yield text;
  }
}

/** The names after the word `include`, and those that end like the name of a text. */
function* includes(bytes: Buffer): Generator<string> {
  const text = bytes.toString('latin1');
  for (const pattern of [afterInclude, likeText]) {
    for (const [, name] of text.matchAll(pattern)) yield name!;
  }
}

const afterInclude = /\binclude(?:\s|\/\/[^\r\n]*|\/\*[^]*?\*\/)*"([^"\r\n]+)"/g;
/** A quote in a comment may stand before it. */
const likeText = /"(?=([^"\r\n]+\.(?:inc|pov))")/gi;

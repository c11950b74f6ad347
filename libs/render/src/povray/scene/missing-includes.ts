import { resolve } from 'node:path';
import type { Surroundings } from '../../renderer.ts';
import type { MissingFile } from '../../scenes.ts';
import { readOptions } from '../options/read-options.ts';
import { FileSearch } from './file-search.ts';
import { readNamed } from './read-scene.ts';
import { searchFolders } from './search-folders.ts';

/**
 * The files that a scene includes, outside all conditions, loops and macros, and that are not here. None where POV-Ray's own includes are
 * not here either: then nobody can say what is missing on hosts.
 */
export function missingIncludes(
  scene: string,
  options: readonly string[],
  surroundings: Surroundings,
): MissingFile[] {
  const read = readOptions(options, surroundings);
  const path = resolve(surroundings.folder, scene);
  const missing: MissingFile[] = [];
  const hooks = { onReference: () => undefined, onMissing: (file: MissingFile) => missing.push(file) };
  for (const file of readNamed(path, read, hooks)) void file;
  if (missing.length === 0) return [];
  const hasOwn = new FileSearch(searchFolders(path, read)).find('colors.inc', 'include') !== null;
  return hasOwn ? missing : [];
}

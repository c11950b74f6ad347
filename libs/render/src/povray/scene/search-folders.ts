import { dirname, isAbsolute, resolve } from 'node:path';
import type { ReadOptions } from '../options/read-options.ts';

/**
 * The folders in which POV-Ray looks for the files of a scene, in order, as `povrayCommand` sets them. The folder of the run
 * itself is new and empty.
 * @param scene absolute path
 * @param folder the user's folder
 */
export function searchFolders(
  scene: string,
  { assignments, lastLibrary }: ReadOptions,
  folder: string,
): string[] {
  const libraries = assignments.filter(({ setting }) => setting === 'Library_Path');
  const words = [...new Set(libraries.map(({ origin }) => origin.word))];
  const folders = words.map((word) => {
    const paths = libraries.filter(({ origin }) => origin.word === word).map(({ value }) => value);
    const relative = paths.filter((path) => !isAbsolute(path));
    return [...paths.filter((path) => isAbsolute(path)), ...relative.map((path) => resolve(folder, path))];
  });
  return [folder, ...folders.flat(), dirname(scene), ...(lastLibrary === null ? [] : [lastLibrary])];
}

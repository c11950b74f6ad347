import { dirname, isAbsolute } from 'node:path';
import type { ReadOptions } from '../options/read-options.ts';
import { plainPath } from '../plain-path.ts';

/**
 * The folders in which POV-Ray looks for the files of a scene, in order, as `povrayCommand` sets them. The folder of the run
 * itself is new and empty.
 * @param scene absolute path
 */
export function searchFolders(scene: string, options: ReadOptions): string[] {
  const { folder, lastLibrary } = options;
  const libraries = [...libraryFolders(options, false), ...libraryFolders(options, true)];
  return [folder, ...libraries, dirname(scene), ...(lastLibrary === null ? [] : [lastLibrary])];
}

/**
 * Absolute paths of the library folders that options name, in order.
 * @param ofUser those of the user's words, with the INI files that they name; else those of the default INI file
 */
export function libraryFolders({ assignments, folder }: ReadOptions, ofUser: boolean): string[] {
  return assignments
    .filter(({ setting, origin }) => setting === 'Library_Path' && (origin.word !== null) === ofUser)
    .map(({ value }) => libraryPath(value, folder));
}

export function libraryPath(value: string, folder: string): string {
  return isAbsolute(value) ? value : plainPath(`${folder}/${value}`);
}

import { statSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { plainPath } from '../plain-path.ts';
import { libraryPath } from '../scene/search-folders.ts';

/** Where POV-Ray looks for INI files. */
export interface IniSearch {
  /** The folder that POV-Ray runs in. */
  readonly folder: string;
  /** Library folders so far, in order. */
  readonly libraries: readonly string[];
}

/**
 * Finds the INI file of a name. A name without an extension gets `.ini`. POV-Ray searches the working folder first, then the
 * library folders. Source: POV-Ray 3.7, processrenderoptions.cpp, OpenINIFileStream.
 * @returns an absolute path; null = there is no such file
 */
export function findIniFile(name: string, { folder, libraries }: IniSearch): string | null {
  const folders = [
    folder,
    ...(isAbsolute(name) ? [] : libraries.map((library) => libraryPath(library, folder))),
  ];
  for (const place of folders) {
    const path = isAbsolute(name) ? name : `${place}/${name}`;
    const found = [...(hasExtension(name) ? [path] : []), `${path}.ini`, `${path}.INI`].find(isFile);
    if (found !== undefined) return plainPath(found);
  }
  return null;
}

/** For POV-Ray, an extension is at most three characters after the last dot, wherever that is. */
function hasExtension(name: string): boolean {
  const dot = name.lastIndexOf('.');
  return dot !== -1 && name.length - dot <= 4;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { FolderContents } from '../../render-command.ts';
import type { ReadOptions } from '../options/read-options.ts';
import { FileSearch } from './file-search.ts';
import { contentOf } from './read-scene.ts';
import { type SceneName, sceneNames } from './scene-names.ts';
import { searchFolders } from './search-folders.ts';

/**
 * What a scene needs in the folder that POV-Ray runs in, since POV-Ray looks nowhere else for it: files that it appends to,
 * photon maps, and folders that it writes into. Names that the scene computes are not known.
 * @param scene absolute path
 * @param options as read in the user's folder, which is what relative names refer to
 */
export function workingFiles(scene: string, options: ReadOptions): Omit<FolderContents, 'files'> {
  const { folder } = options;
  const links: Record<string, string> = {};
  const copies: Record<string, string> = {};
  const folders = new Set<string>();
  for (const { name, before, opened } of namesIn(scene, options)) {
    if (isAbsolute(name) || normalize(name).startsWith('..')) continue;
    const path = join(folder, name);
    if (dirname(name) !== '.' && is(dirname(path), 'folder')) folders.add(dirname(name));
    if (opened === 'append' && is(path, 'file')) copies[name] = path;
    if (before === 'load_file' && is(path, 'file')) links[name] = path;
  }
  return { links, copies, folders: [...folders] };
}

/** The names of files that are written or loaded directly, in a scene and what it includes. */
function* namesIn(scene: string, options: ReadOptions): Generator<SceneName> {
  const search = new FileSearch(searchFolders(scene, options));
  const paths = new Set([scene]);
  for (const path of paths) {
    const text = contentOf(path);
    if (text === null) continue;
    for (const name of includes(text)) {
      const found = search.find(name, 'include');
      if (found !== null) paths.add(found.path);
    }
    // Reading token by token takes time that POV-Ray would wait for.
    if (!text.includes('fopen') && !text.includes('load_file')) continue;
    for (const name of sceneNames(text)) if (name.opened !== null || name.before === 'load_file') yield name;
  }
}

/** The names after the word `include`, in comments, too. */
function* includes(text: Buffer): Generator<string> {
  for (let at = text.indexOf('include'); at !== -1; at = text.indexOf('include', at + 1)) {
    const name = /^include\s*"([^"\r\n]+)"/.exec(text.toString('latin1', at, at + longestInclude))?.[1];
    if (name !== undefined) yield name;
  }
}

const longestInclude = 512;

function is(path: string, kind: 'file' | 'folder'): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return kind === 'file' ? found?.isFile() === true : found?.isDirectory() === true;
}

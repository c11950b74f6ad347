import { statSync } from 'node:fs';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import type { FolderContents } from '../../render-command.ts';
import type { ReadOptions } from '../options/read-options.ts';
import { includedTexts } from './included-texts.ts';
import { type SceneName, sceneNames } from './scene-names.ts';

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
  for (const text of includedTexts(scene, options)) {
    // Reading token by token takes time that POV-Ray would wait for.
    if (!text.includes('fopen') && !text.includes('load_file')) continue;
    for (const name of sceneNames(text)) if (name.opened !== null || name.before === 'load_file') yield name;
  }
}

function is(path: string, kind: 'file' | 'folder'): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return kind === 'file' ? found?.isFile() === true : found?.isDirectory() === true;
}

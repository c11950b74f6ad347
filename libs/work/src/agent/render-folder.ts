import { copyFileSync, mkdirSync, mkdtempSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { errorMessage, TdError } from '@task-distributor/band';
import type { FolderContents } from '@task-distributor/render';

/**
 * Creates a folder for one run of a renderer. Scenes write files into the folder that it runs in, and two runs in one folder
 * would read each other's files. It is in TMPDIR or, if that cannot be used, in /tmp.
 * @throws TdError if it cannot be created
 */
export function createRenderFolder(contents: FolderContents): string {
  // A relative TMPDIR would mean another folder in the renderer.
  const places = [...new Set([resolve(tmpdir()), '/tmp'])];
  const problems: unknown[] = [];
  for (const place of places) {
    try {
      return createIn(place, contents);
    } catch (error) {
      problems.push(error);
    }
  }
  const reasons = places.map((place, i) => `${place}: ${errorMessage(problems[i])}`);
  throw new TdError(`cannot create a folder for the renderer: ${reasons.join('; ')}`, {
    code: 'E_RENDER_FOLDER',
    path: places[0]!,
    cause: problems.at(-1),
  });
}

function createIn(place: string, contents: FolderContents): string {
  const folder = mkdtempSync(join(place, 'td-render-'));
  try {
    fillRenderFolder(folder, contents);
    return folder;
  } catch (error) {
    removeUnusedFolder(folder, contents);
    throw error;
  }
}

/** Puts into it what a renderer needs there. @throws the system's error */
export function fillRenderFolder(folder: string, { folders, files, copies, links }: FolderContents): void {
  for (const name of folders) mkdirSync(join(folder, name), { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  for (const [name, path] of Object.entries(copies)) copyFileSync(path, join(folder, name));
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name));
}

/** Removes the folder of a renderer that has not run. Opens nothing, because there may be no file handle left. */
export function removeUnusedFolder(folder: string, { folders, files, copies, links }: FolderContents): void {
  try {
    for (const name of [files, copies, links].flatMap(Object.keys))
      rmSync(join(folder, name), { force: true });
    for (const name of folders) removeEmpty(folder, name.split('/'));
    rmdirSync(folder);
  } catch {
    // The error to report is why the renderer did not run.
  }
}

/** Removes a/b/c, a/b and a, unless there is something else in them. */
function removeEmpty(folder: string, names: readonly string[]): void {
  for (let depth = names.length; depth > 0; depth -= 1) {
    try {
      rmdirSync(join(folder, ...names.slice(0, depth)));
    } catch {
      return;
    }
  }
}

import { mkdtempSync, rmdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorMessage, TdError } from '@task-distributor/band';
import type { RenderCommand } from '@task-distributor/render';

/**
 * Creates a folder for one run of a renderer. Scenes write files into the folder that it runs in, and two runs in one folder
 * would read each other's files.
 * @throws TdError if it cannot be created
 */
export function createRenderFolder({ files, links }: RenderCommand): string {
  const place = tmpdir();
  let folder: string | null = null;
  try {
    folder = mkdtempSync(join(place, 'td-render-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    for (const [name, target] of Object.entries(links)) symlinkSync(target, join(folder, name));
    return folder;
  } catch (cause) {
    if (folder !== null) removeUnusedFolder(folder, { files, links });
    throw new TdError(`${place}: cannot create a folder for the renderer: ${errorMessage(cause)}`, {
      code: 'E_RENDER_FOLDER',
      path: place,
      cause,
    });
  }
}

/** Removes the folder of a renderer that has not run. Opens nothing, because there may be no file handle left. */
export function removeUnusedFolder(
  folder: string,
  { files, links }: Pick<RenderCommand, 'files' | 'links'>,
): void {
  try {
    for (const name of [...Object.keys(files), ...Object.keys(links)])
      rmSync(join(folder, name), { force: true });
    rmdirSync(folder);
  } catch {
    // The error to report is why the renderer did not run.
  }
}

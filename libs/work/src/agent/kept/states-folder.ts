import { lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { errorCode } from '@task-distributor/band';

/** The folder for kept states on this machine's own disk; null = there is none that only this user can write. */
export function hostStatesFolder(): string | null {
  const user = process.getuid?.();
  if (user === undefined) return null;
  for (const place of new Set([resolve(tmpdir()), '/tmp'])) {
    const folder = join(place, `td-states-${user}`);
    try {
      makeFolder(folder);
      const found = lstatSync(folder);
      if (found.isDirectory() && found.uid === user && (found.mode & 0o077) === 0) return folder;
    } catch {
      // The next place.
    }
  }
  return null;
}

/** Not those above it: see makeFolders on Node's `recursive`. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}

import { rmSync } from 'node:fs';

/** Removes a folder, if it is there, with everything in it. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

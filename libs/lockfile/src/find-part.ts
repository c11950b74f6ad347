import { join } from 'node:path';
import type { LockfileLine } from './lockfile-line.ts';
import { hostPartName, partName } from './names.ts';
import { openRegularFile } from './open-regular-file.ts';

/** Path of the part that a line of the lockfile is about. */
export function partPath(folder: string, { host, rows }: Pick<LockfileLine, 'host' | 'rows'>): string {
  return join(folder, rows === null ? hostPartName(host) : partName(rows));
}

/** Whether the part is there: a regular file that can be read, and not a link to one. */
export async function isPartThere(path: string): Promise<boolean> {
  try {
    await (await openRegularFile(path)).close();
    return true;
  } catch {
    return false;
  }
}

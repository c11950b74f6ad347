import { join } from 'node:path';
import type { LockfileLine } from './lockfile-line.ts';
import { hostPartName, partName } from './names.ts';
import { readRegularFile } from './open-regular-file.ts';

/** Path of the part that a line of the lockfile is about. */
export function partPath(folder: string, { host, rows }: Pick<LockfileLine, 'host' | 'rows'>): string {
  return join(folder, rows === null ? hostPartName(host) : partName(rows));
}

/**
 * Whether the part is there: a regular file that can be read, and not a link to one. A network file system can show a new
 * file as NULs, until it has its first page.
 */
export async function isPartThere(path: string): Promise<boolean> {
  try {
    return await readRegularFile(path, async (handle) => {
      const start = Buffer.alloc(8);
      const { bytesRead } = await handle.read(start, 0, start.length, 0);
      return bytesRead === 0 || start.some((byte) => byte !== 0);
    });
  } catch {
    return false;
  }
}

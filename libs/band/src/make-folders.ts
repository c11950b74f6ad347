import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errorCode } from './error-code.ts';

/**
 * Creates the folder, and those above it, where they do not exist. Node's own `recursive` never ends where a folder cannot be
 * created in one that exists, and the system says ENOENT, as it does in /proc.
 * @param mode of the folders that are created
 * @throws the system's error
 */
export async function makeFolders(path: string, mode?: number): Promise<void> {
  try {
    await mkdir(path, { mode });
  } catch (error) {
    const code = errorCode(error);
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(path) === path) throw error;
    await makeFolders(dirname(path), mode);
    await mkdir(path, { mode });
  }
}

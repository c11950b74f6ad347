import { rename, rm, writeFile } from 'node:fs/promises';

/**
 * Replaces a file in one step: readers see either the old one or the new one. Not synced: after a power failure, there may be neither.
 * @param temporary a path in the same folder that nothing has @throws the system's error
 */
export async function replaceFile(
  path: string,
  temporary: string,
  content: string | Uint8Array,
): Promise<void> {
  try {
    await writeFile(temporary, content, { flag: 'wx' });
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw error;
  }
}

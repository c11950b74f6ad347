import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCode, errorMessage, TdError } from '@task-distributor/band';
import { rowsOfPartName } from '@task-distributor/lockfile';

/**
 * Removes the part of an earlier attempt or job. If this user may not, a part that is named for rows stays: its worker writes
 * its line only after it has replaced the part.
 * @throws TdError when it cannot be removed
 */
export async function removePart(folder: string, name: string): Promise<void> {
  const path = join(folder, name);
  try {
    await unlink(path);
  } catch (cause) {
    const code = errorCode(cause);
    if (code === 'ENOENT') return;
    if (['EPERM', 'EACCES'].includes(code) && rowsOfPartName(name) !== null) return;
    throw new TdError(`${path} cannot be removed: ${errorMessage(cause)}`, { cause, path, code });
  }
}

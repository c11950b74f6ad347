import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { TdError, errorCode } from '@task-distributor/band';

/**
 * Opens a file that others may have put there, without following a symbolic link or waiting for the other end of a FIFO.
 * Callers open it each time they look at it, because a network file system serves stale attributes to an open file.
 * @throws TdError E_NOT_A_FILE for a link, a folder, a FIFO, a socket or a device; otherwise the system's error
 */
export async function openRegularFile(path: string, flags: number = constants.O_RDONLY): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await open(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const kind = { ELOOP: 'a symbolic link', EISDIR: 'a folder', ENXIO: 'a FIFO or a socket' }[
      errorCode(error)
    ];
    throw kind === undefined ? error : notAFile(path, kind);
  }
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) {
      throw notAFile(path, stats.isDirectory() ? 'a folder' : stats.isFIFO() ? 'a FIFO' : 'a device');
    }
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function notAFile(path: string, got: string): TdError {
  return new TdError(`${path}: Expected a regular file, got ${got}`, { code: 'E_NOT_A_FILE', path });
}

import { constants } from 'node:fs';
import { type FileHandle, lstat, open } from 'node:fs/promises';
import { TdError, errorCode, errorMessage, retryStale, sleep } from '@task-distributor/band';

/**
 * Opens a file that others may have put there, without following a symbolic link or waiting for the other end of a FIFO.
 * Callers open it each time they look at it, because a network file system serves stale attributes to an open file.
 * @throws TdError E_NOT_A_FILE for a link, a folder, a FIFO, a socket or a device; otherwise the system's error
 */
export function openRegularFile(path: string, flags: number = constants.O_RDONLY): Promise<FileHandle> {
  return retryStale(() => openOnce(path, flags));
}

/**
 * Opens such a file for as long as `work` reads it. If another file takes its name meanwhile, `work` reads that one from its
 * start.
 * @throws what openRegularFile and `work` throw
 */
export function readRegularFile<Result>(
  path: string,
  work: (handle: FileHandle) => Promise<Result>,
  flags: number = constants.O_RDONLY,
): Promise<Result> {
  return retryStale(async () => {
    const handle = await openOnce(path, flags);
    try {
      return await work(handle);
    } catch (error) {
      // If the file had lost its name before it was opened, GlusterFS may report ENOENT only when it is read.
      throw errorCode(error) === 'ENOENT' ? new Replaced(error) : error;
    } finally {
      // GlusterFS reports here, with ESTALE or ENOENT, that another file has taken the name. What was read is right.
      await handle.close().catch(() => undefined);
    }
  }).catch((error: unknown) => {
    throw error instanceof Replaced ? error.cause : error;
  });
}

async function openOnce(path: string, flags: number): Promise<FileHandle> {
  let handle: FileHandle;
  try {
    handle = await openByName(path, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK);
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
    await handle.close().catch(() => undefined);
    throw error;
  }
}

/** Makes retryStale open the file again. If it is really gone, that fails with ENOENT. */
class Replaced extends Error {
  readonly code = 'ESTALE';

  constructor(cause: unknown) {
    super(errorMessage(cause), { cause });
  }
}

/** If another file has just taken the name, GlusterFS can report ENOENT, although the name is there. */
async function openByName(path: string, flags: number): Promise<FileHandle> {
  for (let left = 5; ; left -= 1) {
    try {
      return await open(path, flags);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT' || left === 0 || !(await isThere(path))) throw error;
    }
    await sleep(10);
  }
}

function isThere(path: string): Promise<boolean> {
  return lstat(path).then(
    () => true,
    () => false,
  );
}

function notAFile(path: string, got: string): TdError {
  return new TdError(`${path}: Expected a regular file, got ${got}`, { code: 'E_NOT_A_FILE', path });
}
